//! Some runs of a simulation as a simulation of their own: those that agree with what has happened.

use super::inverse_transform::InverseTransform;
use super::stream::{Stream, StreamKey};
use crate::model::{Driver, DriverId};
use crate::vector::{Bits, LANES};
use std::ops::Range;
use std::sync::Arc;

/// Runs by their numbers in the random simulation of a seed, at least one. Run `i` of a simulation of them has the draws of run
/// `runs[i]` there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelectedRuns {
    seed: u64,
    runs: Arc<[u64]>,
    /// Other seeds, and the place among the runs from which simulations and drivers of that seed take theirs.
    starts: Vec<(u64, usize)>,
}

impl SelectedRuns {
    /// Runs of the simulation of `seed`; `None` if there are none.
    #[must_use]
    pub fn new(seed: u64, runs: Vec<u64>) -> Option<Self> {
        (!runs.is_empty()).then(|| Self { seed, runs: runs.into(), starts: Vec::new() })
    }

    /// The same, where what has one of the seeds `starts` takes the runs from that place on in turn. Other seeds take them from the first.
    ///
    /// So runs stay possible together with what has happened where their draws are swapped for those of another.
    #[must_use]
    pub fn starting(self, starts: Vec<(u64, usize)>) -> Self {
        Self { starts, ..self }
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.runs.len()
    }

    /// The number that a run of a simulation of them has in the simulation that it is from.
    #[must_use]
    pub fn number(&self, run: u64) -> u64 {
        self.runs[usize::try_from(run).unwrap_or(usize::MAX) % self.runs.len()]
    }

    fn start(&self, seed: u64) -> usize {
        self.starts.iter().find(|(of, _)| *of == seed).map_or(0, |(_, start)| *start)
    }
}

/// The random bits of the selected runs: those of the blocks that they lie in, lane by lane.
#[derive(Debug)]
pub(super) struct SelectedBits {
    selected: SelectedRuns,
    drivers: Vec<SelectedStreams>,
    /// Where the runs of the block lie, for each place to start from that a driver has.
    picks: Vec<Picks>,
    /// Bits of the lanes that have been gathered.
    gathered: Bits,
}

/// The streams of one driver in the blocks that the runs lie in.
#[derive(Debug)]
struct SelectedStreams {
    key: StreamKey,
    /// Its place among the picks; `None` for a driver that is always the same.
    picks: Option<usize>,
    streams: Vec<Stream>,
}

/// Where the runs of a block lie.
#[derive(Debug)]
struct Picks {
    start: usize,
    /// Blocks, each with the lanes here whose runs lie in it.
    blocks: Vec<(u64, Range<usize>)>,
    /// By lane here, the lane there.
    lanes: [usize; LANES],
}

impl SelectedBits {
    /// `seeds` are those of the drivers.
    pub(super) fn new(drivers: &[Driver], seeds: &[u64], selected: SelectedRuns) -> Self {
        let mut picks: Vec<Picks> = Vec::new();
        let mut place_of = |start: usize| {
            picks.iter().position(|picks| picks.start == start).unwrap_or_else(|| {
                picks.push(Picks { start, blocks: Vec::with_capacity(LANES), lanes: [0; LANES] });
                picks.len() - 1
            })
        };
        let streams = drivers.iter().zip(seeds).map(|(driver, &seed)| SelectedStreams {
            key: StreamKey::new(selected.seed, &driver.key),
            picks: (driver.constant().is_none() || driver.group.is_some()).then(|| place_of(selected.start(seed))),
            streams: Vec::new(),
        });
        let drivers = streams.collect();
        Self { selected, drivers, picks, gathered: Bits::all(0) }
    }

    /// Starts a block of the selected runs.
    pub(super) fn start(&mut self, block: u64) {
        self.picks.iter_mut().for_each(|picks| picks.find(block, &self.selected));
        for SelectedStreams { key, picks, streams } in &mut self.drivers {
            let blocks = picks.map_or(&[][..], |place| &self.picks[place].blocks);
            streams.clear();
            streams.extend(blocks.iter().map(|(block, _)| Stream::new(*key, *block)));
        }
    }

    /// The bits of a driver's next draw.
    pub(super) fn fill(&mut self, driver: DriverId, transform: &mut InverseTransform) {
        let SelectedStreams { picks, streams, .. } = &mut self.drivers[driver];
        let Some(place) = *picks else { return };
        let Picks { blocks, lanes, .. } = &self.picks[place];
        for (stream, (_, here)) in streams.iter_mut().zip(blocks) {
            transform.fill(stream);
            for lane in here.clone() {
                self.gathered[lane] = transform.bits[lanes[lane]];
            }
        }
        transform.bits = self.gathered;
    }
}

impl Picks {
    /// Finds the runs of a block; beyond the last of the selected runs, they begin again.
    fn find(&mut self, block: u64, selected: &SelectedRuns) {
        let first = block * LANES as u64 + self.start as u64;
        self.blocks.clear();
        for lane in 0..LANES {
            let run = selected.number(first + lane as u64);
            self.lanes[lane] = usize::try_from(run % LANES as u64).unwrap_or_default();
            match (run / LANES as u64, self.blocks.last_mut()) {
                (block, Some((last, lanes))) if *last == block => lanes.end = lane + 1,
                (block, _) => self.blocks.push((block, lane..lane + 1)),
            }
        }
    }
}
