# What was shared about a person
desk-rights-title = A person asks what was shared about them
desk-rights-about = Whoever was named in a request may ask what this State told another, or had told to it, and that it be corrected or erased (article 36, and the law of this country; not checked against the certified text). Here you find the requests that name them.
desk-rights-who = Who asks: names, numbers, addresses, accounts
desk-rights-who-hint = One a line. A name is found in any order and with or without accents; a number as people write it, with its country.
desk-rights-passes = What you write passes this node in memory and is kept nowhere. The journal says that you looked, and how many requests were found.
desk-rights-look = Look
desk-rights-wrong = Write one name or identifier a line, at least one and at most 32.
desk-rights-found = { $n ->
     [0] No request names them
     [one] One request names them
     *[other] { $n } requests name them
    }
desk-rights-none = By what you wrote, no request between this State and another names this person. People may be known under another number or name: ask which.
desk-rights-older = { $n ->
     [one] One request cannot be searched: it is from before names were kept so that they are found, or it gives information whose words no node reads. Open it by hand.
   *[other] { $n } requests cannot be searched: they are from before names were kept so that they are found, or give information whose words no node reads. Open them by hand.
    }
desk-rights-given-ours = We handed over { $n } files, for use until { $until }.
desk-rights-given-theirs = We were given { $n } files, for use until { $until }.
desk-rights-given-ours-open = We handed over { $n } files, for use without a last day.
desk-rights-given-theirs-open = We were given { $n } files, for use without a last day.
desk-rights-destroyed = Every copy was said to be destroyed.
desk-rights-nothing-given = No evidence was handed over.
desk-rights-ask = Ask that State to correct or erase it
desk-rights-before = Before you answer the person
desk-rights-before-then = Make sure that it is they who ask. Open each request and look until when the user must not be told, and whether another person would be hurt by the answer. Another person may have the same name.
