# A node that came back from an older copy of itself.
desk-came-back-title = This node came back from an older copy
desk-came-back-what = What it received, sent and signed since that copy was made is missing here. Until a legal officer decides, it signs nothing: messages of other States wait with them and are not lost, and none of ours is sent. Each State is asked for what passed between the two since.
desk-came-back-caught-up = { $state } gave back what it keeps, { $at }.
desk-came-back-waits = { $state } has not given back everything yet; it is asked again every few seconds.
desk-came-back-then = Going on, this node signs again, and the journal names the history that was lost. Do it when every State above gave back what it keeps, or cannot be reached. Not given back are drafts, notes, reports and cases of your own. States that co-sign this ledger will see that it lost entries and stop the line: call each, say what happened, and ask a legal officer there to set trust anew.
desk-came-back-go-on = Sign that this node goes on
console-why-this-node-came-back-from-an = this node came back from an older copy of itself; see the page States
console-why-nothing-of-the-ledger-is-missing = nothing of the ledger is missing
