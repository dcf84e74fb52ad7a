# Banks of hashes in the console.
console-nav-banks = Banks

console-banks-title = Banks of hashes
console-banks-about = A hash finds a picture again without the picture. A match proposes; a person decides.
console-banks-empty = There is no bank yet. Banks for people’s own images come about with the first image that somebody protects.
console-bank-title = Bank { $name }
console-bank-name = Name
console-bank-name-hint = Capital letters, digits and underscores, such as KNOWN_2026. Platforms see it.
console-bank-purpose = What it is for
console-bank-population = Whose images
console-bank-population-hint = Banks of children and of adults are kept apart.
console-bank-owner = Belongs to
console-bank-owner-node = This node
console-bank-contents = Contents
console-bank-unseen = Nobody has looked yet
console-bank-unreviewed = { $n ->
    [one] { $n } that nobody has looked at
   *[other] { $n } that nobody has looked at
}
console-bank-radius = Matches within
console-bank-bits = { $n ->
    [one] { $n } bit of 256
   *[other] { $n } bits of 256
}
console-bank-off = switched off
console-bank-empty = Nothing stands in this bank.
console-bank-found = A new bank
console-bank-found-do = Create the bank
console-bank-put = Put hashes in
console-bank-put-how = Only hashes of pictures that you have looked at yourself. A colleague’s second, equal classification lets an exact hash stand in place of the picture.
console-bank-hashes = Hashes
console-bank-hashes-hint = One picture a line: the kind, the hash and, for pdq, the quality. Example: pdq 0f… 90
console-bank-note-hint = For colleagues. No names and no addresses of people.
console-bank-put-do = Put them in

console-purpose-known-child = Known child sexual abuse material
console-purpose-known-adult = Intimate images of adults shared without consent
console-purpose-own-adult = Adults’ own images, protected by them
console-purpose-own-child = Children’s own images, protected by them
console-purpose-exchange = Copy of another body’s list
console-purpose-platform = A platform’s own list
console-purpose-other = Harmless: tests and training
console-population-child = Children
console-population-adult = Adults
console-population-unsaid = Not said

console-platforms-title = Platforms that sign in
console-platforms-empty = No platform has access.
console-platforms-how = Access is given and ended on the command line of the node:
console-platform-country = Under the law of
console-platform-receives = Receives
console-platform-active = has access
console-platform-ended = access ended
console-receives-own-images = people’s own images
console-receives-known = known material

console-content = Content
console-content-name = Content { $n }
console-content-state = State
console-content-source = Where it came from
console-content-kinds = Kinds of hashes
console-content-added = Since
console-content-expires = Lapses on
console-content-class = Class
console-content-hashes = Hashes
console-content-quality = { $kind }, quality { $n }
console-content-open-then = A hash can be turned back into the outline of its picture. That you open it is written down.
console-content-opened = That you opened them is written down.
console-content-look-first = Nobody here has looked at what is behind this hash. Never act on it alone.
console-content-unreviewed = nobody has looked
console-content-classed = { $class }, said by one
console-content-agreed = { $class }, said by two
console-content-off = switched off for now
console-content-classify = Classify
console-content-classify-how = Only if you have looked at the picture yourself. Your own earlier word is replaced.
console-content-withdraw = Withdraw
console-content-withdraw-then = It matches no more from this moment. Whoever was given it is told when they fetch next. This cannot be undone; it can be put in anew.
console-content-why = Why
console-withdraw-false-match = It matched what it should not have, or does not belong here
console-withdraw-removed = It is no longer needed here
console-withdrawn-false-match = withdrawn: false match
console-withdrawn-consent = withdrawn: the person took it back
console-withdrawn-expired = withdrawn: its time was over
console-withdrawn-removed = withdrawn: taken out

console-source-analyst = An analyst
console-source-analyst-named = { $who }, from a case
console-source-person = The person whose image it is
console-source-platform = A platform, by API
console-source-list = List { $name }
console-source-operator = The command line

console-said-blocked = it blocks it
console-said-not-blocked = it looked and does not agree
console-said-pending = it will look
console-said-taken-out = it took it out

console-class-baseline = Illegal under the national baseline
console-class-a1 = A1: before puberty, sexual act
console-class-a2 = A2: before puberty, sexual display
console-class-b1 = B1: after puberty began, sexual act
console-class-b2 = B2: after puberty began, sexual display
console-class-ncii = Intimate image of an adult, shared without consent
console-class-none = Harmless

console-field-population = Whose images
console-field-purpose = What it is for
console-field-class = Class
console-field-hashes = Hashes
console-field-signal = Kind of hash
console-field-quality = Quality
console-field-note = Note
console-field-pdq = Hash of kind pdq
console-field-md5 = Hash of kind md5
console-field-sha1 = Hash of kind sha1
console-field-sha256 = Hash of kind sha256
console-field-video-md5 = Hash of kind video_md5
console-field-video-sha256 = Hash of kind video_sha256
console-why-capital-letters-digits-and-underscores-no = capital letters, digits and underscores only, no digit first
console-why-does-not-fit-the-purpose-banks = it does not fit the purpose: banks of children and of adults are apart
console-why-a-bank-of-this-name-exists = a bank of this name exists
console-why-not-a-class-of-this-bank = this bank has no such class: children and adults are apart
console-why-nobody-here-has-seen-what-is = nobody here has seen what is behind a person’s own hash
console-why-it-was-withdrawn = it was withdrawn
console-why-1-to-100-lines-at-once = 1 to 100 lines at once
console-why-pdq-md5-sha1-sha256-video-md5 = one of pdq, md5, sha1, sha256, video_md5, video_sha256
console-why-0-to-100 = a number from 0 to 100
console-why-32-hex-digits = 32 digits from 0 to 9 and a to f
console-why-40-hex-digits = 40 digits from 0 to 9 and a to f
console-why-64-hex-digits = 64 digits from 0 to 9 and a to f
console-why-at-most-255-characters = at most 255 characters
