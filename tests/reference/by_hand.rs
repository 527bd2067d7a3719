//! One small company for each mechanism, with its numbers worked out by hand: they hold for the engine and for the reference alike.
