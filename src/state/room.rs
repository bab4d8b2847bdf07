//! The memory that bodies may take while they arrive and are worked on: all of them together have so much and no more.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How much there is for all bodies, in KiB. A buffer that grows may be twice as large as what is in it, so that this
/// stands for 128 MB.
const ALL: usize = 64 * 1024;

/// The room for all bodies.
pub struct Room(Arc<Semaphore>);

/// What one body has taken of it; given back when dropped.
pub struct Place {
    room: Arc<Semaphore>,
    taken: Option<OwnedSemaphorePermit>,
}

impl Default for Room {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(ALL)))
    }
}

impl Room {
    /// A place in which nothing is yet. It grows with what has come, not with what was announced: who announces much
    /// and sends nothing takes nothing from others.
    pub fn place(&self) -> Place {
        Place { room: self.0.clone(), taken: None }
    }
}

impl Place {
    /// Makes the place large enough for a body of so many bytes, and says whether there was room for that.
    pub fn hold(&mut self, bytes: usize) -> bool {
        let taken = self.taken.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
        let Some(more) = bytes.div_ceil(1024).checked_sub(taken).filter(|more| *more > 0) else { return true };
        let Ok(more) = u32::try_from(more) else { return false };
        let Ok(permit) = self.room.clone().try_acquire_many_owned(more) else { return false };
        match &mut self.taken {
            Some(taken) => taken.merge(permit),
            None => self.taken = Some(permit),
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_is_given_back() {
        let room = Room::default();
        let mut first = room.place();
        assert!(first.hold(0) && first.hold(1) && first.hold(1024) && first.hold(10));
        assert_eq!(room.0.available_permits(), ALL - 1);
        assert!(first.hold(ALL * 1024));
        let mut second = room.place();
        assert!(!second.hold(1) && !first.hold(ALL * 1024 + 1));
        drop(first);
        assert!(second.hold(1));
        drop(second);
        assert_eq!(room.0.available_permits(), ALL);
    }
}
