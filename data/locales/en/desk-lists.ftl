# Lists of States: of secretariats, and of our own.

desk-list-title = Lists of States
desk-list-about = A secretariat, a region or a partner says in a signed list which entry of each State it sees. A list makes nobody trusted: it shows whether others see the same as we do. Where it has another entry of the same number, nothing more is disclosed to that State before somebody has asked it by voice.
desk-list-empty = No list is read here yet.
desk-list-made = { $n ->
    [one] One State, made { $day }, holds until { $until }.
   *[other] { $n } States, made { $day }, holds until { $until }.
 }
desk-list-never = Not read yet.
desk-list-key = Key that signs it
desk-list-key-hint = 64 digits and letters, from a source of your own: a treaty's notice, a call.
desk-list-url = Where it stands
desk-list-again = Read it again
desk-list-again-hint = Leave this empty to ask its address, or paste the list as it was handed over. The node asks every hour by itself.
desk-list-read = Read
desk-list-drop = Read it no more
desk-list-drop-then = What it said is forgotten here. What it stopped stays as people decided.
desk-list-pin = Read another list
desk-list-pin-why = It is read at once, and kept only when this key signed it.
desk-list-name = Whose it is
desk-list-paste = Or paste the list here
desk-list-pin-do = Read this list
desk-list-ours = A list of ours
desk-list-ours-why = Your node can say to whoever asks which entry of each State it sees: its own, and those whose words two people compared. It tells others with whom you are in contact.
desk-list-ours-as = Served as “{ $name }”.
desk-list-ours-not = Not served.
desk-list-ours-name = Name
desk-list-ours-hint = Leave it empty to serve none.
desk-list-ours-do = Save
desk-list-of = In the list of { $name }
desk-list-says-same = the same entry
desk-list-says-other-number = an older or newer entry
desk-list-says-differs = another entry of this number
desk-list-says-missing = not in it
desk-list-us-same = It has the entry of ours that is in effect.
desk-list-us-other-number = It has an older or newer entry of ours. It may not have asked since the last one.
desk-list-us-differs = A list has another entry of our State than the one in effect. Somebody may be speaking in our name: call whoever keeps the list, and your partners.
desk-list-us-missing = Our State is not in it.
desk-state-reason-list-differs = a list has another entry of the same number
console-why-this-list-is-not-signed-by = This list is not signed by this key. Check both with whoever keeps it.
console-why-a-key-is-64-digits-in = A key is 64 digits and letters from a to f.
console-why-a-name-of-up-to-a = Give a name of up to a hundred letters.
console-why-more-lists-than-eight-are-read = Eight lists are read already. Stop reading one first.
desk-list-differs = It has another entry of { $states } than the one in effect here. Nothing more is disclosed there before a legal officer has asked by voice and set trust anew on the State's page.
desk-list-unconfirmed = { $who } began to read this list. It is shown, and stops nothing, until a second person has compared its key with a source of their own.
desk-list-would-differ = It has another entry of { $states } than the one in effect here. Call that State. Once a second person has confirmed the key of this list, nothing more is disclosed there until a legal officer sets trust anew.
desk-list-confirm = I compared its key
desk-list-confirm-then = Compare all 64 characters with a source of your own, not with what your colleague entered. From then on this list stops disclosure to a State of which it has another entry, at once and by itself.
console-why-this-list-has-run-out-or = This list has run out, or is dated in the future. Ask whoever keeps it for a newer one.
console-why-this-list-is-older-than-the = This list is older than the one that was read last; that one stands.
console-why-what-was-read-is-no-list = What was read is no list of States.
console-why-nobody-answers-at-this-address = Nobody answers there. Check the address, or paste the list.
console-why-an-address-within-a-network-is = An address within a network is not asked; give the name of the host.
console-why-the-key-of-this-list-was = A second person has confirmed this key already.
console-field-list = List
console-field-key = Key
