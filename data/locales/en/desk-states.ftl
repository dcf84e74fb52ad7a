# The directory of States, and the team of the desk
desk-state-team-hint = Works with other States: what they ask and what we ask them is sealed to this team.
desk-state-team-no-key = This team has no key: nothing from other States can be received yet. A member has to make one.
desk-state-team-no-members = No members yet. Invite a desk officer and a legal officer first.
desk-state-team-found = A desk for other States
desk-state-team-found-why = Officers of the desk work with other States under the Convention. They see no report, and whoever reads reports holds no key of the desk.
desk-state-team-name = Name of the team
desk-state-team-name-default = 24/7 desk
desk-state-team-found-do = Found the desk team
