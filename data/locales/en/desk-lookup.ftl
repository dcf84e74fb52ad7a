# Which of mine do you know? Identifiers of suspects, and asking other States about them
console-nav-lookup = Look-up
console-nav-lookups = Look-ups

# On the page of a case
desk-lookup-box-title = Identifiers of a suspect
desk-lookup-box-hint = Only of somebody who is suspected, never of whoever reported or was harmed. This node keeps a mark of each, not the value: write the value into a note, so that your colleagues find it.
desk-lookup-box-none = None yet.
desk-lookup-identifier = No. { $n }: { $kind }
desk-lookup-identifier-gone = No. { $n }, which is in the case no more
desk-lookup-put-by = Put in by { $who }, { $when }
desk-lookup-lapses = lapses on { $day }
desk-lookup-also-in = The same one is also in
desk-lookup-known-to = Known to: { $states }
desk-lookup-case-ask = An officer of the desk can ask other States about those that were assessed or confirmed. Give the number of this case: { $number }
desk-lookup-add-title = Put one in
desk-lookup-add-do = Put in
desk-lookup-kind = What it is
desk-lookup-value = Identifier
desk-lookup-value-hint = A number with its country (+84 901 234 567), an account as example.com/name. What you type passes this node's memory and is not kept.
desk-lookup-standing = How it stands
desk-lookup-stand-do = Change
desk-lookup-withdraw = Take it out
desk-lookup-withdraw-then = What is kept of it is deleted. Other States find it no more.
desk-lookup-kind-phone = telephone number
desk-lookup-kind-mail = e-mail address
desk-lookup-kind-account = account on a service
desk-lookup-kind-url = web address
desk-lookup-kind-wallet = wallet
desk-lookup-kind-iban = bank account (IBAN)
desk-lookup-kind-device = device (IMEI, MAC, device id)
desk-lookup-standing-alleged = alleged: somebody said so
desk-lookup-standing-assessed = assessed by us
desk-lookup-standing-confirmed = confirmed by a court or police
desk-lookup-standing-unfounded = unfounded

# Asking
desk-lookup-title = Which of ours do you know?
desk-lookup-about = Ask another State which identifiers of a case it knows. It learns neither the identifiers nor the answer; you learn which of yours it knows, and nothing else. Both journals keep who asked, when, and on which basis.
desk-lookup-new = Ask a State
desk-lookup-no-state = No State is trusted here yet: introduce one, and compare its words.
desk-lookup-left = It takes part no more: it looks nothing up here.
desk-lookups-title = What was asked of other States
desk-lookups-about = Who asked which State, when, in which case and on which basis in law. About whom is kept nowhere. What another State asked here stands on its page, under
desk-lookups-about-n = { $n ->
    [one] about one identifier
   *[other] about { $n } identifiers
}
desk-lookups-older = Older ones
desk-lookup-state = State
desk-lookup-case = Number of the case
desk-lookup-case-hint = From whoever works on the case. The other State is told a sealed reference, not the number.
desk-lookup-basis = Basis in law
desk-lookup-unchecked = Articles with the mark were never compared with the certified text.
desk-lookup-basis-police = law enforcement cooperation
desk-lookup-basis-inquiries = inquiries on identity, whereabouts or property
desk-lookup-basis-assistance = mutual legal assistance
desk-lookup-purpose = To what end
desk-lookup-purpose-identify = to identify a suspect
desk-lookup-purpose-link = to link cases of one suspect
desk-lookup-purpose-protect = to protect a child or another person from harm
desk-lookup-purpose-locate = to find where a suspect is
desk-lookup-identifiers = Identifiers
desk-lookup-identifiers-hint = Up to 16. Only those are asked about that stand in this case as assessed or confirmed.
desk-lookup-kind-n = What no. { $n } is
desk-lookup-value-n = Identifier no. { $n }
desk-lookup-more = More identifiers
desk-lookup-passes = What you type passes this node's memory, where it is blinded, and is forgotten after a quarter of an hour. It is never written down and never leaves this State.
desk-lookup-prepare = Go on to sign
desk-lookup-sign-title = Sign the query
desk-lookup-sign-why = You answer for this query with your name: it goes to this State once, and stands in its journal and in ours.
desk-lookup-sign-do = Sign and ask
desk-lookup-sign-script = Signing needs script: your key never leaves your browser. Nothing was sent.

# The answer
desk-lookup-answer-title = Answer of { $state }
desk-lookup-known = Known there
desk-lookup-known-then = That State has these of a suspect whom it assessed, or whom a court or the police confirmed. That is a lead, not evidence. What it knows, a request asks for.
desk-lookup-request = Begin a request to this State
desk-lookup-request-who = A desk officer begins the request to this State.
desk-lookup-unknown = Not known there
desk-lookup-unknown-then = Either that State has not met these, or has not assessed them yet.
desk-lookup-none-known = none
desk-lookup-query = The query
desk-lookup-number = Number
desk-lookup-asked-by = Asked by
desk-lookup-waits = No answer was written down. If this stays, ask anew.
desk-lookup-other-key = This State answered under another key than before. Call it: a key that changes for you alone could mark what you ask.
desk-lookup-list = Asked so far
desk-lookup-list-empty = Nothing was asked yet.
desk-lookup-outcome-head = Answer
desk-lookup-outcome = { $known } of { $asked } known
desk-lookup-refused-not-allowed = That State has not allowed us to look up. Call its legal officer.
desk-lookup-refused-quota = That State answers no more queries of ours today.
desk-lookup-refused-basis = That State does not know this basis or this end.
desk-lookup-refused-expired = The query arrived too late, or a clock is wrong. Ask anew.
desk-lookup-refused-replay = A query of this number was there before. Ask anew.
desk-lookup-refused-unknown-state = That State does not know us yet: its officers have to compare our words.
desk-lookup-refused-no-answer = No answer came that this State's node signed. Ask anew later.
desk-lookup-refused-unproven = What came back does not prove itself, and was thrown away. Call that State.
desk-lookup-refused-other = That State's node refused it ({ $code }).

# The page of a State
desk-lookup-state-title = Look-up
desk-lookup-state-why = Whether this State may ask which identifiers it has are known here. It learns of those and of no others; what it asks about is not seen here.
desk-lookup-not-allowed = It may not look up here.
desk-lookup-allowed = It may look up here: { $today } of { $most } queries today.
desk-lookup-allow = Allow
desk-lookup-stop = Allow no more
desk-lookup-state-list = What it asked last
desk-lookup-we-refused-not-allowed = refused: it was not allowed
desk-lookup-we-refused-quota = refused: as many as a day has were answered
desk-lookup-we-refused-basis = refused: a basis or an end that is not known here
desk-lookup-we-refused-expired = refused: too late, or a clock was wrong
desk-lookup-we-refused-replay = refused: its number was here before

# In the journal
console-event-case-identified = { $who } put in an identifier: { $what }
console-event-case-identifier_stands = { $who } changed how an identifier stands: { $what }
console-event-case-identifier_ended = { $who } took out identifier { $what }
console-event-case-identifier_ended-lapsed = Identifier { $what } lapsed
console-event-case-lookup_asked = { $who } asked { $what } which identifiers it knows
console-event-case-lookup_declined = { $who } wanted to ask another State about an identifier that does not stand in this case as assessed or confirmed
console-event-case-lookup_answered = The other State answered; it knows: { $what }
console-event-case-lookup_refused = The other State did not answer: { $what }

# What the rules say
console-field-identifier = Identifier
console-field-basis = Basis and end
console-why-write-the-number-with-its-country = write the number with its country, as +84 901 234 567
console-why-this-is-not-an-e-mail = this is not an e-mail address
console-why-write-service-and-account-as-example = write service and account, as example.com/name
console-why-write-the-whole-address-with-https = write the whole address, beginning with https:// and without a password
console-why-this-is-not-the-address-of = this is not the address of a wallet
console-why-the-check-digits-of-this-iban = the check digits of this IBAN do not fit
console-why-this-is-no-imei-mac-address = this is no IMEI, no MAC address and no device id
console-why-longer-than-an-identifier-can-be = longer than an identifier can be
console-why-this-identifier-is-in-the-case = this identifier is in the case already
console-why-this-case-has-as-many-identifiers = this case has as many identifiers as one can have
console-why-only-identifiers-that-were-assessed-or = only identifiers that were assessed or confirmed are asked about
console-why-there-is-no-case-of-this = there is no case of this number
console-why-not-one-that-was-assessed-or = one of these is not in this case as assessed or confirmed; ask whoever works on the case
console-why-ask-about-one-to-sixteen-identifiers = ask about one to sixteen identifiers
console-why-choose-a-basis-and-an-end = choose a basis and an end
console-why-too-many-queries-are-being-asked = too many queries are being asked at once; wait a few minutes
console-why-this-query-is-over-or-was = this query is over or was sent already; ask anew
console-why-another-member-than-whoever-spoke-last = Another member than the one who said last how it stands has to confirm it.
console-why-what-was-unfounded-is-taken-up = What was unfounded is taken up again only when somebody assessed it anew.
