# Protect my images. $voice: own = a young person, adult, child = under 13.

portal-door-protect = Protect my pictures and videos
portal-door-protect-line = So that services find and stop them when someone uploads them; they stay on your device

protect-title = Protect my pictures and videos
protect-line = Your pictures and videos stay on your device. It makes a fingerprint of each, a row of letters and digits. A service that has the fingerprint can find the same picture when someone uploads it, and stop it.
protect-plain-title = This page needs JavaScript, and it is not running.
protect-plain = Fingerprints can only be made on your own device. We could not make them for you without seeing your pictures, so we do not offer it. Please do not send them to us or to anyone.
protect-offline = This part could not be loaded. Check the connection and load the page again.

protect-instead-title = Other places that do the same
protect-instead-line = There, too, pictures and videos stay on your device.
protect-elsewhere-child = If you are under 18 in the picture, even if you are older now. Run by NCMEC, in the United States, for the whole world.
protect-elsewhere-adult = If you are 18 or older in the picture. Run from the United Kingdom, for the whole world.
protect-instead-computer = On a computer, this project's free program makes such fingerprints without sending anything: { $command }. Keep what it prints for a service, or a person helping you, that takes fingerprints.
protect-program = Download the program for { $platform } ({ $size } MB)
protect-program-use = Open a terminal in the folder where it is saved, and put the name of your picture in place of picture.jpg:
protect-program-same = To be sure that it arrived whole, compare its SHA-256 (sha256sum khien):
protect-instead-report = Is someone threatening you, or is it already online? Then tell us as well:
protect-instead-report-link = tell us what happened

protect-age-title = How old are you?
protect-age-hint = If you are under 18 in any of the pictures, choose “about when I was under 18”. Pictures of children are kept apart and never go into lists of pictures of adults.
protect-age-wrong = Please choose one. “Prefer not to say” is fine too.

protect-choose-title = Choose pictures or videos
protect-choose-line = Nothing is uploaded when you choose. Your device reads them and makes the fingerprints by itself.
protect-own-title = Only pictures and videos of yourself that you already have.
protect-own = Do not look for them online, do not ask anyone for them and do not save new ones. If you no longer have the picture, tell us where it is instead.
protect-choose = Pictures and videos
protect-working = How far this file is
protect-working-line = Making fingerprints of { $n } of { $of }…
protect-cancel = Stop
protect-picture = Picture { $n }
protect-video = Video { $n }
protect-waiting = Waiting
protect-ready = Fingerprints made
protect-cancelled = Stopped. No fingerprints were made.
protect-low = This picture cannot be protected this way: there is too little to see in it, and its fingerprint would fit strangers' pictures. It will not be sent.
protect-twice = The same as one above. It is counted once.
protect-trouble-kind = This browser cannot read this kind of file. Pictures (JPEG, PNG, WebP, GIF) and videos work.
protect-trouble-large = This picture is too large for this page (more than 40 million points). A smaller copy of it works as well.
protect-trouble-old = This browser is too old to do it. Try a newer one, or one of the other places on this page.
protect-trouble-empty = There is nothing in this file (0 bytes), so no fingerprint can be made.
protect-trouble-failed = Something went wrong, and no fingerprint was made. Take it out and choose it again.
protect-many = At most { $most } at a time.

protect-finds-title = What this finds, and what it does not
protect-finds-same = It finds the same picture again, also when it was made smaller, saved again or made grey.
protect-finds-not = Copies with a strip cut off are mostly found, too: up to about a tenth, the same on every edge, or off one or two edges. It does not find a picture whose edges were cut each in another way, that has a frame or writing across it, or was tilted. You can make such copies yourself and add them here.
protect-finds-video = Of a video it finds exact copies only. One that was cut, or that a messenger made smaller, is not found yet; that is still to come.
protect-finds-where = Only services that have the fingerprint look for it, and only in what is uploaded to them. In messages that are locked end to end nobody can look.
protect-finds-outline = A fingerprint is not a picture, but with effort a blurred likeness can be guessed from it, and a clearer one from many. So they go only to those you choose.

protect-leaves-title = This is all that would leave your device
protect-leaves-line = Nothing has been sent so far. Nothing is, unless you agree further down.
protect-leaves-cuts = Of each picture, one fingerprint is of the whole. Up to 74 more are of copies with a strip cut off, so that a copy like that is found, too. If the camera kept the picture turned, it is twice as many.
protect-leaves-pdq = PDQ, quality { $quality } of 100
protect-leaves-pdq-turned = PDQ of the picture as it is seen, turned; quality { $quality } of 100
protect-leaves-cut = { $n } more, of copies whose edges were cut off
protect-leaves-besides = Besides: the language of this page, your answer about your age, and whom you choose. No picture, no name of a file, no place and no date.
protect-nobody-title = No service takes fingerprints from us yet.
protect-nobody = So nothing is sent and nothing is kept. You can see here what your device would make of your pictures; to protect them today, use one of the other places on this page.

protect-whom-title = Who may have them?
protect-whom-line = Each service gets the rows above and nothing else, and finds only what is uploaded to it. Choose for each one.
protect-whom-wrong = Choose at least one service, or leave the page: nothing has been sent.
protect-whom-back = You can take it back at any time, from one service or from all.
protect-code-line = This code opens your mailbox. There you see who has the fingerprints, and take them back. If it is lost, we cannot look it up, and nobody can take them back for you.
protect-agree = When you press the button, { $whom } may have { $n } rows. Nothing else leaves your device.
protect-send = I agree, send
protect-sending = Locking and sending…
protect-failed = Not sent yet. Check the connection and press the button again; your fingerprints are still here.
protect-refused = Our server did not take it, and nothing was given to anyone. Load the page again and try once more.
protect-sent-title = Your pictures and videos are protected there.
protect-sent-line = { $whom } may now fetch your { $n } rows.
protect-sent-code = The code, once more. It is not shown again.
protect-sent-fetch = Your mailbox shows when a service has fetched them.
protect-sent-decide = When something matches, people or rules of that service decide what happens. We cannot promise that it is removed.
protect-sent-old = What was uploaded there before is found only if the service searches through it. If you know where it is, tell us as well.

mailbox-given = Who may look for your pictures and videos
mailbox-given-hint = Whoever is asked to delete is shown here until it has confirmed. Taking everything back in this mailbox takes this back, too.
mailbox-given-waiting = { $name }: may have { $n } of your pictures and videos since { $day }, and has not fetched them yet
mailbox-given-fetched = { $name }: has fetched { $n } of your pictures and videos, first on { $day }
mailbox-given-asked = { $name }: taken back on { $day }; it finds nothing with them here any more, and was asked to delete its copy. It has not confirmed yet
mailbox-given-gone = { $name }: taken back; confirmed on { $day }
mailbox-given-quiet = What you allowed
mailbox-given-quiet-hint = What is taken back here stops at once.
mailbox-given-quiet-stands = Allowed since { $day }
mailbox-given-quiet-gone = Taken back on { $day }
mailbox-given-take-back = Take back
mailbox-given-take-back-all = Take back from all
mailbox-given-back = Taken back. It holds from now on.
