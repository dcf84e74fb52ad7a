# Clocks of States that do not agree (F7).
desk-clock-title = Look at the clock
desk-clock-ours-behind = The clock of this node is { $time } slow: { $states } show it. Every time that is signed here, and every deadline, follows this clock. Ask whoever runs the node to set it.
desk-clock-ours-before = The clock of this node is { $time } fast: { $states } show it. Every time that is signed here, and every deadline, follows this clock. Ask whoever runs the node to set it.
desk-clock-unclear = The clocks of { $state } and of this node differ by { $time }. Which one is wrong cannot be told from here: compare this one with a third, and call { $state }.
desk-clock-theirs-before = The clock of { $state } is { $time } fast. Its deadlines end earlier than they say: call its desk.
desk-clock-theirs-behind = The clock of { $state } is { $time } slow. Its deadlines end later than they say: call its desk.
desk-clock-moved-on = The clock of this node jumped { $time } ahead ({ $at }), or its machine stood still for so long. Look at what was due in between.
desk-clock-moved-back = The clock of this node was set back by { $time } ({ $at }). What was signed before that may bear a later time than what follows.
