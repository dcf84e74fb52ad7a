# The directory of States, and the team of the desk
desk-state-team-hint = Works with other States: what they ask and what we ask them is sealed to this team.
desk-state-team-no-key = This team has no key: nothing from other States can be received yet. A member has to make one.
desk-state-team-no-members = No members yet. Invite a desk officer and a legal officer first.
desk-state-team-found = A desk for other States
desk-state-team-found-why = Officers of the desk work with other States under the Convention. They see no report, and whoever reads reports holds no key of the desk.
desk-state-team-name = Name of the team
desk-state-team-name-default = 24/7 desk
desk-state-team-found-do = Found the desk team

# The list
desk-state-list-title = States
desk-state-list-about = Desks of other States that this one knows. Each was introduced by people: an entry alone, wherever it comes from, is trusted for nothing.
desk-state-list-empty = No State yet. When another State sends you its entry, or the address of its node, introduce it here; then two officers compare 24 words with it by voice.
desk-state-name = State
desk-state-trust = Trust
desk-state-task-words = Two officers have to compare its words
desk-state-task-change = A change waits for a call
desk-state-introduce = Introduce a State
desk-state-introduce-why = Give one of the two. The entry is checked and kept; nothing is exchanged before two officers have compared its words.
desk-state-introduce-url = Address of its node
desk-state-introduce-url-hint = Such as https://desk.example.org
desk-state-introduce-entry = Or its entry, as its node shows it
desk-state-introduce-entry-hint = The whole text that the other desk handed over on paper or a stick.
desk-state-introduce-do = Introduce

# Trust
desk-state-trust-introduced = Introduced, not trusted
desk-state-trust-introduced-hint = Two officers have to compare its 24 words by voice. Until then nothing of it is opened.
desk-state-trust-preserve-only = Preservation only
desk-state-trust-preserve-only-hint = When it asks, data is preserved. Nothing is disclosed to it.
desk-state-trust-full = Preservation and disclosure
desk-state-trust-full-hint = It may ask for all that our law gives. Each request is still decided on its own.
desk-state-trust-stale = Out of date
desk-state-trust-stale-hint = Its node has not confirmed its entry for too long. Data is still preserved; disclosure waits until it is heard of again.
desk-state-trust-suspended = Suspended by us
desk-state-trust-suspended-hint = What it sends stays readable. Nothing is preserved or disclosed for it.
desk-state-trust-left = Takes part no more
desk-state-trust-left-hint = What was exchanged stays readable. To work with it again, introduce it anew.
desk-state-trust-set = How far we trust it
desk-state-trust-set-why = This is our own decision, with its reason in the journal; other States are not told.
desk-state-trust-do = Set
desk-state-reason = Reason
desk-state-reason-words-heard = its words were compared
desk-state-reason-agreement = an agreement is in force
desk-state-reason-safeguards = its safeguards are in doubt
desk-state-reason-misuse = it misused a request
desk-state-reason-compromise = a key may be in other hands
desk-state-reason-split-view = it showed two histories
desk-state-reason-ledger-forked = its ledger showed two histories
desk-state-reason-cleared-up = what was in doubt is cleared up
desk-state-leave = This State leaves
desk-state-leave-then = Nothing new is exchanged with it. Coming back takes a new introduction.

# Words
desk-state-words = 24 words
desk-state-words-how = Call the State, and let its officer read these words from its own page while you follow here. Each one has to be the same. Two officers do this, each in a call of their own.
desk-state-words-heard = Compared by { $who }
desk-state-words-typed = The words that they read out
desk-state-words-typed-hint = May stay empty. When you type them, the first that differs is named.
desk-state-words-compared = I called this State myself and compared all 24 words by voice.
desk-state-words-do = They are the same
desk-state-words-count = { $n ->
     [one] You typed one word; there are 24.
     *[other] You typed { $n } words; there are 24.
    }
desk-state-words-unknown = Word { $n } is not on the list of words. Ask them to spell it.
desk-state-words-check = One of the words was misheard: together they do not fit. Ask them to read again.
desk-state-words-differ = Word { $n } differs, and what you typed is sound in itself: this is another root. Trust nothing of this entry, and report it.

# Numbers and what it says
desk-state-numbers = Numbers to call
desk-state-numbers-why = These come from the entry itself. Before the first call, check them against a source of your own: the register of contact points, or your embassy.
desk-state-authority = Authority
desk-state-phone = Number
desk-state-hours = Hours
desk-state-role-contact-point = 24/7 contact point (article 41)
desk-state-role-central-authority = Central authority for assistance (article 40(12))
desk-state-role-police = Police co-operation (article 47)
desk-state-says = What it says of itself
desk-state-code = Code
desk-state-languages = Languages
desk-state-kinds = Kinds of request it takes
desk-state-hold-days = Holds data for
desk-state-dual = Asks for dual criminality
desk-state-yes = yes
desk-state-no = no
desk-state-reservations = Reservations
desk-state-calendar = Time zone of its calendar
desk-state-oversight = Oversight
desk-state-url = Address of the node
desk-state-number = Number of the entry
desk-state-valid = Entry valid until
desk-state-leaves = Takes part until
desk-state-line = Messages go to
desk-state-line-pinned = { $url } (TLS 1.3; the two nodes know each other by the keys that they have told one another)
desk-state-line-web = the address of the node (vouched for by the web’s certificate authorities)
desk-state-line-calls = { $n ->
     [0] nowhere by themselves: its node opens the lines to ours, and none is open now. What is for it waits until it calls.
     [one] nowhere by themselves: its node opens the lines to ours. One is open and waits.
    *[other] nowhere by themselves: its node opens the lines to ours. { $n } are open and wait.
 }
desk-own-line-calls = nowhere by themselves: this node opens the lines to other States’ nodes and hears from them on these (desk_calls)
desk-own-stamps = Time-stamps of evidence that is given
desk-own-stamps-unasked = asked for when the next evidence is given
desk-own-stamps-given = given by { $by }: { $at }
desk-own-stamps-silent = none: asked for { $at }, and no authority gave one; the evidence left without
desk-state-fresh = Confirmed until
desk-state-ask = Ask its node now

# A change that waits
desk-state-change = It changes what we rely on
desk-state-change-phone = Number of “{ $id }”: { $before } → { $after }
desk-state-change-root = Its root changes; the old root signed for the new one.
desk-state-change-words = Words of the new root. Compare them in the same call.
desk-state-change-when = In effect not before { $when }, and only after a call.
desk-state-change-call = Call a number below that was known before, and ask whether this is their change.
desk-state-change-confirmed = Called by { $who }
desk-state-change-theirs = They say it is theirs
desk-state-change-not-theirs = They say it is not theirs
desk-state-change-not-theirs-then = The change is dropped and this State is suspended: somebody signs in its name.

# Two histories
desk-state-split = Two different entries carry the number { $n }
desk-state-split-then = Somebody shows us another history than the one we know. Disclosure has stopped; preservation goes on. Both entries are signed and are kept as proof. Compare them with the State by voice.
desk-state-split-show = Show both
desk-state-split-known = Known to us
desk-state-split-offered = Shown later

# Our own entry
desk-state-own-title = What our State says of itself
desk-state-own-about = This entry tells other States who answers here, when, in which languages, and with which keys. The root signs it; the node confirms it every week.
desk-state-own-missing = Our State has no entry yet, so no other State can be introduced to it.
desk-state-own-no-team = First the desk team needs a key that the root certified.
desk-state-own-outdated = The entry does not name the keys as they are now. Write it anew, so that other States accept what is signed here.
desk-state-own-write = Write the entry
desk-state-own-words = Read these words to the officers of a State that is introduced to you, when they call.
desk-state-own-url = Other nodes read the entry at
desk-state-keys = Keys that receive
desk-state-keys-why = A new one every thirty days; the old one is destroyed a fortnight after its end, so that what was recorded on the way stays closed.
desk-state-key-until = sealed to until { $day }
desk-state-key-revoked = { $key }… revoked on { $day }
desk-state-revoke = A key is lost or in other hands
desk-state-revoke-then = Other States believe nothing that it signed since the moment below, and seal nothing to it. This cannot be taken back.
desk-state-revoke-key = Key

# Writing it
desk-state-form-about = Public facts only: everybody can read the entry. On the next page you read it once more and sign it.
desk-state-form-state = The State
desk-state-form-zone-hint = Such as Asia/Ho_Chi_Minh. Legal periods are counted in it.
desk-state-form-optional = Leave the number empty when another authority does this too.
desk-state-form-phone-hint = As it is dialled from abroad, with + and the country code.
desk-state-form-hours-zone = Time zone of these hours
desk-state-form-terms = What it accepts
desk-state-form-languages-hint = Codes with commas between them, the most wanted first: vi, en
desk-state-form-hold-hint = At least 60.
desk-state-form-dual = We ask for dual criminality where the Convention leaves it open
desk-state-form-reservations-hint = Tick what your State declared when it joined the Convention; nothing when it declared nothing. Each names its article.
desk-state-form-reservations-unchecked = The articles were not compared with the certified text.
desk-state-form-oversight-name = Body
desk-state-form-oversight-contact = How it is reached
desk-state-form-leaves-hint = Only when the State is going to leave.
desk-state-form-next = Read and sign
desk-state-own-sign = Read and sign
desk-state-sign-about = This is the whole entry. Signing happens in this browser, with the root of your kit; the root goes nowhere. Other States hear of a changed number only after a call to the old one and a day.
desk-state-sign-do = Sign and put into effect

# Reasons and fields
console-field-entry = Entry
console-field-address = Address of the node
console-field-words = Words
console-field-hold = Days
console-field-leaves = Takes part until
console-field-state = State
console-why-this-state-was-introduced-already = this State was introduced already; its newer entries come by themselves
console-why-the-state-is-two-capital-letters = the code of a State is two capital letters
console-why-the-root-has-changed-since-then = the root has changed; compare its words anew
console-why-another-officer-has-to-do-this = another officer has to do this: two people, one each
console-why-first-two-officers-compare-the-words = first two officers compare its words by voice
console-why-this-state-takes-part-no-more = this State takes part no more
console-why-no-such-change-waits-for-anybody = this change does not wait any more
console-why-another-root-or-entry-is-in = another root or entry came into effect since this page was opened. Nothing was changed, and the kit that was made on this page is void: do not keep it
console-why-its-node-shows-another-root-by = its node shows another root by now than the one that waits: ask it again, or telephone
console-why-trust-of-this-kind-is-not = trust of this kind comes about by itself
console-why-it-names-another-root-than-the = it names another root than the one we know; call the State before anything else
console-why-the-entry-is-not-valid-now = the entry is not valid now; ask the State for its newest
console-why-the-entry-is-older-than-what = it is older than what we know; a mirror may be behind
console-why-entries-are-missing-before-this-one = entries before it are missing; ask for the whole chain
console-why-two-different-entries-carry-one-number = two different entries carry one number
console-why-this-is-the-entry-of-this = this is the entry of our own State
console-why-the-desk-team-has-no-certified = the desk team has no certified key yet
console-why-the-state-of-an-entry-never = the code of our State cannot change
console-why-no-entry-is-read-at-this = no entry can be read there; check the address, or paste the entry
console-why-this-is-not-what-a-node = this is not an entry as a node shows it; paste the whole text
console-why-tick-that-you-compared-all-24 = tick that you compared all 24 words, or type them
console-why-the-node-of-this-state-does = the node of this State does not answer; it is asked again every hour
console-why-a-number-of-days-from-60 = a number of days, at least 60
console-why-the-state-has-no-name = give the State a name
console-why-the-node-s-address-begins-with = the address of the node begins with https://
console-why-the-zone-of-the-calendar-is = the time zone of the calendar is unknown; write it as Asia/Jakarta
console-why-data-is-held-for-60-days = data is held for 60 days at least
console-why-the-calendar-has-no-such-day = the calendar has no such day
console-why-it-takes-requests-in-no-language = name at least one language
console-why-nobody-is-named-who-oversees-the = say who oversees the desk and how they are reached
console-why-no-authority-answers-at-every-hour = the 24/7 contact point needs a number
console-why-an-authority-has-no-name = give each authority with a number a name
console-why-a-number-is-and-digits-as = write each number with + and the country code
console-why-the-zone-of-an-authority-is = the time zone of an authority is unknown; write it as Asia/Jakarta
console-why-an-authority-has-no-hours = say when each authority answers
console-why-a-field-is-missing-or-of = a field is missing or of another form
console-why-what-the-node-says-goes-with = its node confirms another entry than this one
console-why-it-is-valid-for-more-than = it is valid for more than 400 days
console-why-it-is-the-entry-of-another = it is the entry of another State

# Ledgers that States co-sign for each other
desk-ledger = Ledgers
desk-ledger-why = Each State co-signs that the other's ledger only ever grew. So neither can rewrite what passed between them.
desk-ledger-theirs = We co-signed its ledger
desk-ledger-ours = It co-signed ours
desk-ledger-up-to = up to entry { $size }, { $at }
desk-ledger-not-yet = not yet
desk-ledger-no-witness = its entry names no witness: it does not co-sign
desk-ledger-known = What its key had signed before
desk-ledger-offered = What its key signed later
desk-ledger-led = In the later one, the entries of the earlier one have this root: { $root }
desk-ledger-fork-theirs = The ledger of this State has two histories
desk-ledger-fork-theirs-then = Its own key signed both, and the later one does not go on from the earlier one: entries were changed or taken away. Nothing is preserved or disclosed for it until a legal officer has talked with it and decided. Call a number that was known before. Whoever then sets trust anew goes on with the ledger that it shows now; both histories stay here as proof.
desk-ledger-fork-ours = This State does not know our ledger again
desk-ledger-fork-ours-then = It holds a checkpoint with our own signature that our ledger does not go on from: this node came back from an older copy, or its entries were changed. What was received in between may be missing here. Tell the administrator and the oversight body, and ask the other States to send again what they had receipts for.
desk-ledger-disowned = Our ledger is not what { $states } co-signed
console-why-the-ledger-has-it-after-its = the ledger has it after its next beat, within minutes; ask for the proof again then

desk-state-sign = The key that signs messages
desk-state-sign-why = The node signs every message with it, beside the officer. A next key is first made known to all States for a day, in an entry of its own; then an entry lets it sign, and the old one counts for a fortnight more. So nothing is lost on the way.
desk-state-sign-now = Signs now
desk-state-sign-beside = Counts beside it
desk-state-sign-next = To follow
desk-state-sign-not-shown = Write the entry anew: it names this key to the other States.
desk-state-sign-too-soon = The entry names it. A day after that entry it can take over.
desk-state-sign-ready = It can take over with the next entry.
desk-state-sign-prepare = Make the next key
desk-state-sign-turn = From this entry on the next key signs; the present one is destroyed
desk-state-tls-key = TLS with other States
desk-state-sign-node = This node
console-why-no-key-was-prepared-to-follow = No next key has been made yet.
console-why-the-next-key-stands-in-no = No entry names the next key yet. Sign one first.
console-why-the-next-key-has-to-be = The next key has to be known to the other States for a day before it signs.
desk-state-sign-anew = Make another next key
desk-state-sign-anew-then = The next key that was made is thrown away. What the entry says of it counts for nothing, and the day begins anew with the next entry.
console-why-a-day-to-come-such-as = a day to come, such as 2027-12-31
desk-state-anew = Introduce it anew
desk-state-anew-why = This State left. Bring its entry again, as it is shown today. It is trusted for nothing until two officers have compared its words by voice, as for a State that nobody knew; its requests, and the trust of before, do not come back by themselves.
desk-state-sign-what = What
desk-state-sign-before = In effect now
desk-state-sign-then = From then on
desk-state-sign-changes = changes
desk-state-sign-raw = The text that is signed
desk-state-sign-teams = Certificates of the desk team
desk-state-sign-ledger = Ledger
desk-state-sign-witness = Key that co-signs ledgers
console-why-a-language-is-a-code-such = each language is a code of two letters, such as vi, id or en, separated by commas
console-why-nothing-can-be-reserved-to-this = each reservation is an article that can be reserved, such as 42.5, 23.3 or 14
console-why-the-keys-changed-since-this-entry = something changed since this entry was written: a key of the desk team, of the node or of the ledger. Write it anew; the signature is in order, and nothing was kept
console-field-zone = Calendar
console-field-languages = Languages
console-field-reservations = Reservations
console-field-oversight = Oversight

# A new root of our own desk (own_root.html, own_root_check.html).
desk-root-title = A new root
desk-root-card = The root of the desk
desk-root-card-same = It is the node’s own root, of the kit of the set-up.
desk-root-card-apart = The desk has a root and a kit of its own. The node’s first kit certifies the hotline’s teams alone.
desk-root-print = root-fingerprint:
desk-root-wanted = The kit of the desk, with root-fingerprint
desk-root-about = The root says to other States who our desk is. It lies in the kit, off-line. Here it gives way to another: this browser makes the new root, the present one signs for it, and the new one certifies the keys of the desk that are in use. Neither root leaves the browser.
desk-root-when = When it is time
desk-root-when-stolen = Somebody else has, or may have had, the kit. Then do it today: whoever has it can do the same, and States believe whom they reach at the telephone.
desk-root-when-holder = One of those who held the kit has left.
desk-root-when-years = It is ten years old.
desk-root-then = What happens then
desk-root-then-states = Each State that knows us is shown the new root within the hour. Two of its officers call us and compare the new words; after a day it follows. Until then it discloses to us only what two of its people let go; preservation goes on in both directions.
desk-root-then-stays = Requests on their way, and all that was signed before, stay what they are: the keys of the team, of the node and of the ledger do not change.
desk-root-then-node = The root that reporters’ receipts name, and the hotline’s teams, stay with the first kit. Keep it. If somebody else has that kit, they can mislead reporters only together with this server; look after the server.
desk-root-present = The present kit
desk-root-present-kit = The kit with root-fingerprint
desk-root-present-words = The words of the present root
desk-root-lost = The kit is lost, and nobody can sign with it
desk-root-lost-then = Then nobody signs for the new root, and no State follows it by itself. Each has to say on its page of our State that we left, introduce us anew, and compare the new words by voice with two officers. Until then it takes no new entry of ours: after two weeks disclosure to us waits, after a month nothing can be sealed to us.
desk-root-lost-sure = It is lost. Make the new root without the old one.
desk-root-new-kit = The new kit
desk-root-new-kit-why = It was made in this browser just now. Print it or save it to a stick, and lock it away. It cannot be shown again.
desk-root-tail = The last six characters of its root-fingerprint
desk-root-sign = Sign with both
desk-root-sign-hint = Nothing counts yet: next you see the new words.
desk-root-check-title = Before the new root counts
desk-root-check-about = Every signature is in place. Nothing has been kept yet.
desk-root-new-words = The words of the new root
desk-root-new-words-do = Write them down for those who answer the telephone: officers of other States will ask for them, from the next hour on.
desk-root-check-states = These States know us and are shown the new root within the hour:
desk-root-check-lost = Nobody signed for this root. These States believe nothing of it until each has introduced us anew by voice. After two weeks their disclosure to us waits, after a month they can seal nothing to us. Call them:
desk-root-check-nobody = No State knows us yet.
desk-root-check-entry = The entry that the new root signed
desk-root-kept = The new kit is kept in a safe place. I know that the present one signs for the desk no more.
desk-root-put = Put into effect
desk-root-not-yet = Not yet: nothing has changed
desk-state-trust-root = Its root waits for two people
desk-state-trust-root-hint = It shows another root, which nobody confirmed yet. Data is still preserved; disclosure waits until two people have called and a day is over.
desk-state-unsigned = Its node shows a root that nobody signed for
desk-state-unsigned-hint = What you know of it stands, and data is still preserved. What discloses waits for two people in each request, until the State is introduced anew or shows its own root again.
desk-state-unsigned-why = Either its kit was lost and a new root was made without it, or somebody else answers at its address. What you know of it stands. Data is still preserved; what discloses waits for two people.
desk-state-unsigned-do = Telephone one of the numbers below. If they lost the kit: say here that the State leaves, then introduce it anew with the words of its new root. If they know nothing of it: suspend the State.
desk-state-unsigned-change = Nobody can confirm the change that waits while its node shows this root.
console-field-kept = The new kit
console-field-renewal = The new root
console-why-say-that-the-new-kit-is = say that the new kit is kept
console-why-this-root-was-a-root-before = this root was one before, of our State, of this node or of another State. Make a new one
console-why-the-desk-has-no-entry-that = our State has no entry yet that a new root could follow
