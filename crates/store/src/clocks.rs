//! What the journal says of clocks: when they differed from those of other States, and when this node's was moved.

use khien_casework::people::NodeEvent;

use crate::journal::{Actor, Meta};
use crate::setup::append_node;
use crate::{Fault, Store};

impl Store {
    /// Clocks differ by so many seconds (ours is behind theirs; negative: before), as these States' nodes show; `ours` when more than
    /// half of several show it. With no States, they go alike again.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn clocks_differ(&self, seconds: i64, ours: bool, states: Vec<String>) -> Result<(), Fault> {
        self.clock_event(NodeEvent::ClocksDiffer { seconds, ours, states }).await
    }

    /// This node's clock was moved by so many seconds (negative: back) while it ran, or its machine slept.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn clock_moved(&self, seconds: i64) -> Result<(), Fault> {
        self.clock_event(NodeEvent::ClockMoved { seconds }).await
    }

    async fn clock_event(&self, event: NodeEvent) -> Result<(), Fault> {
        self.write("clocks", move |batch| append_node(batch, event.clone(), Meta::once(Actor::Node)?)).await
    }
}
