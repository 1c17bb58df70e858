"""What users say of themselves, then and now: written for these tests, by no model.

In each pair the older sentence is kept and the newer is said. The threshold of learn.py was set by
the even ones; the odd ones judge it.
"""

# The newer one makes the older one untrue.
OUTDATED = [
    ("I play tennis on Mondays.", "I don't play tennis any more."),
    ("I have a cat.", "I no longer have a cat."),
    ("I drink coffee in the morning.", "I never drink coffee now."),
    ("I speak a little Spanish.", "I speak Spanish fluently now."),
    ("I drive a red Volvo.", "I drive a blue Toyota now."),
    ("I study chemistry.", "I study history now."),
    ("My sister lives in Oslo.", "My sister lives in Rome now."),
    ("I am allergic to peanuts.", "I am not allergic to peanuts."),
    ("I like spicy food.", "I don't like spicy food."),
    ("I have two children.", "I have three children."),
    ("I am single.", "I am married."),
    ("My son goes to primary school.", "My son goes to secondary school now."),
    ("I use Windows at work.", "I use Linux at work now."),
    ("I prefer trains to planes.", "I prefer planes to trains."),
    ("I read crime novels.", "I stopped reading crime novels."),
    ("I am learning to play the piano.", "I gave up learning the piano."),
    ("I own a small flat.", "I sold my flat."),
    ("I smoke.", "I don't smoke any more."),
    ("My doctor is Mr Hill.", "My doctor is Mrs Stone."),
    ("I go to the gym three times a week.", "I go to the gym once a week."),
    ("I am preparing for a marathon.", "I am no longer preparing for a marathon."),
    ("My mother is ill.", "My mother is well again."),
    ("Our meeting is on Tuesday.", "Our meeting is on Thursday."),
    ("I want short answers.", "I want long answers."),
    ("I prefer tea.", "I prefer coffee."),
    ("I keep bees.", "I gave my bees away."),
    ("I am a member of a choir.", "I left the choir."),
    ("My car is broken.", "My car is repaired."),
    ("I have a dog.", "My dog died."),
    ("I never eat fish.", "I eat fish now."),
    ("I collect stamps.", "I don't collect stamps now."),
    ("My thesis is about whales.", "My thesis is about sharks now."),
    ("I swim every Sunday.", "I swim every Saturday now."),
    ("I need a wheelchair.", "I don't need a wheelchair any more."),
    ("My brother works at a bank.", "My brother works at a school now."),
    ("I hate winter.", "I love winter."),
]

# Both hold.
BOTH_HOLD = [
    ("I play tennis on Mondays.", "I have a cat."),
    ("I drink coffee in the morning.", "I drive a red Volvo."),
    ("I am allergic to peanuts.", "I study chemistry."),
    ("My sister lives in Oslo.", "I own a small flat."),
    ("I like spicy food.", "I prefer trains to planes."),
    ("I have two children.", "I use Windows at work."),
    ("I read crime novels.", "I go to the gym three times a week."),
    ("I am learning to play the piano.", "My mother is ill."),
    ("I keep bees.", "I speak a little Spanish."),
    ("My doctor is Mr Hill.", "I never eat fish."),
    ("I collect stamps.", "I am preparing for a marathon."),
    ("My thesis is about whales.", "I want short answers."),
    ("I swim every Sunday.", "I need a new laptop."),
    ("My brother works at a bank.", "I have a garden."),
    ("I hate winter.", "My son goes to primary school."),
    ("Our meeting is on Tuesday.", "I am single."),
    ("I am a member of a choir.", "I am afraid of flying."),
    ("My car is broken.", "I was born in 1984."),
    ("I enjoy chess.", "I have high blood pressure."),
    ("I drink a lot of water.", "I work at night."),
    ("My daughter likes horses.", "I use a standing desk."),
    ("I grew up on a farm.", "I always pay in cash."),
    ("I love jazz.", "My hobby is carpentry."),
    ("I am colour blind.", "I have a twin brother."),
    # Near in words or in sense, and still both true.
    ("I have a cat.", "I have a dog."),
    ("I play tennis on Mondays.", "I play chess on Fridays."),
    ("I like jazz.", "I like coffee."),
    ("My sister lives in Oslo.", "My brother lives in Rome."),
    ("I speak Spanish.", "I speak German too."),
    ("I am allergic to peanuts.", "I am allergic to cats."),
    ("My son likes football.", "My daughter likes dancing."),
    ("I own a bicycle.", "I own a boat."),
    ("I never eat fish.", "I never eat mushrooms."),
    ("I love the sea.", "I love the mountains."),
    ("My mother is a nurse.", "My father is a teacher."),
    ("I collect stamps.", "I collect coins."),
]

# What is to be forgotten, and a fact that is meant.
MEANT = [
    ("where I live", "I live in Ghent."),
    ("my job", "I work as a nurse."),
    ("my allergy", "I am allergic to peanuts."),
    ("my pets", "I have a cat."),
    ("my age", "I am 41 years old."),
    ("my address", "My home is at 12 Main Street."),
    ("what I eat", "I'm a vegetarian."),
    ("my hobbies", "I play tennis on Mondays."),
    ("my car", "I drive a red Volvo."),
    ("my children", "I have two sons."),
    ("my illness", "I have diabetes."),
    ("my birthday", "I was born on 3 May."),
    ("my favourite music", "I like jazz."),
    ("that I smoke", "I smoke."),
    ("my languages", "I speak Spanish and German."),
    ("my boss", "My manager is Mrs Stone."),
    ("my wedding", "I am getting married in June."),
    ("what I study", "I study chemistry."),
    ("my dog", "My dog is called Rex."),
    ("my phone number", "My phone number is secret."),
    ("my sister", "My sister lives in Oslo."),
    ("who my doctor is", "My doctor is Mr Hill."),
    ("my salary", "I earn 3,000 euros a month."),
    ("my religion", "I am a Buddhist."),
]

# The same wishes, each with a fact that must stay: it is the next one's.
NOT_MEANT = [
    (what, fact) for (what, _), (_, fact) in zip(MEANT, [*MEANT[5:], *MEANT[:5]], strict=True)
]
