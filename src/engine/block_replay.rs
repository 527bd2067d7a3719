//! A block replayed any number of times, each time with other drivers held: blame rests on this.

use super::auxiliary_solves::RequestedOutputs;
use super::block::Block;
use super::observer::Observer;
use super::simulate::Simulated;
use super::simulator::Simulator;
use crate::model::Model;
use crate::sampling::Variation;

/// A block of runs that can be simulated again.
#[derive(Debug)]
pub struct BlockReplay<'b, 'm> {
    block: &'b mut Block<'m>,
    index: u64,
    runs: usize,
}

impl BlockReplay<'_, '_> {
    /// The number of the block.
    #[must_use]
    pub fn index(&self) -> u64 {
        self.index
    }

    /// The number of lanes that count, from the first.
    #[must_use]
    pub fn runs(&self) -> usize {
        self.runs
    }

    /// Simulates it to the horizon, with the drivers held that `held` holds
    /// ([`Replacement::Latent`](crate::sampling::Replacement::Latent)); all other draws are those of the runs as written.
    pub fn follow(&mut self, held: &Variation, observer: &mut dyn Observer) {
        self.block.draws.hold(held);
        self.block.follow(self.index, self.runs, observer);
    }
}

/// Replays each block with the drivers held that it chooses.
pub trait BlockReplayer: Send {
    /// Replays a block; called once for each.
    fn replay(&mut self, replay: &mut BlockReplay<'_, '_>);
}

impl Simulator<'_> {
    /// Hands the blocks of the first `runs` runs of the plan to one replayer a thread, made by `replayer`. Memory is that of one block a
    /// thread, however often it is replayed. If it is stopped, the blocks that were replayed are the first ones, without a gap.
    pub(crate) fn replay_blocks<D: BlockReplayer>(
        &self,
        (model, outputs): (&Model, RequestedOutputs<'_>),
        runs: u64,
        replayer: impl Fn() -> D + Sync,
    ) -> Simulated<D> {
        let futures = self.plan().futures();
        let shared = self.share_out(0..runs, |queue| {
            let mut replayer = replayer();
            let mut block = Block::varied(model, &futures, &Variation::none(), outputs);
            queue.each(|index, runs| replayer.replay(&mut BlockReplay { block: &mut block, index, runs }));
            replayer
        });
        Simulated { observers: shared.workers, runs: shared.runs }
    }
}
