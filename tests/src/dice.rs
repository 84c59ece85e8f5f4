//! Random numbers that repeat with the same seed.

/// A sequence that looks random and is the same for the same seed (Knuth's MMIX generator): good enough to choose what
/// goes wrong, and when.
#[derive(Debug, Clone)]
pub struct Dice(pub u64);

impl Dice {
    /// A number below `sides`.
    pub fn throw(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}
