import type { Examples } from './pt.ts';

/** As those in Portuguese. */
export const en: Examples = {
  greeting: `hi
hello
hey there
good morning
good afternoon
good evening
hi, how are you?
hello everyone
hey
hi there
hello, anyone there?
hiya
hey, good morning
hi again
hello team
good day
yo
morning
howdy
hi, it's me again
hello hello
evening
hey, how's it going?
hi all
greetings`,
  thanks: `thanks
thank you
thanks a lot
thank you so much
many thanks
thanks for your help
ok thanks
great, thank you
thx
much appreciated
thanks for the info
cheers
perfect, thanks
thank you for the quick reply
that helped, thanks
ty
thanks again
appreciate it
thank you very much
awesome, thanks
got it, thank you
thanks, that solved it
you saved my day, thanks
thanks for everything
all good, thanks`,
  praise: `I love it
great service
excellent work
you guys are amazing
best shop in town
I am very happy with the result
highly recommended
the staff was so friendly
better than I expected
it looks beautiful
fantastic quality
well done
everything was perfect
I always buy from you
super fast delivery, great job
my son loved the gift
the food was delicious
you are the best
five stars
really impressed
wonderful experience
the haircut turned out great
such a lovely place
very professional team
loved the packaging`,
  question: `what are your opening hours?
where are you located?
do you deliver to my area?
do you take credit cards?
is there parking?
what documents do I need?
how does the warranty work?
do you repair phones?
do you have size L?
what is the difference between the plans?
can I exchange it if it does not fit?
do you accept my insurance?
is it suitable for sensitive skin?
how long does shipping take?
do you have wifi?
do I need a prescription?
are pets allowed?
does the course give a certificate?
what is the voltage?
are you open on holidays?
how do I track my order?
do you have vegan options?
what is your phone number?
is it original?
can I get an invoice?
are you hiring?`,
  price: `how much is it?
what is the price?
how much does it cost?
can you send me a quote?
how much for the full service?
do you have a price list?
how much is a consultation?
what do you charge per hour?
is there a discount for cash?
what is the monthly fee?
I would like a quote
how much per night?
price of the kit?
can I pay in installments?
how much is delivery?
could you do it for less?
my budget is 500 dollars
looking for something under 100
do you have anything cheaper?
does the price include installation?
how much is shipping?
I have 2k to spend
how much for ten people?
what are your rates?
any discount?`,
  schedule: `I want to book an appointment
do you have a slot tomorrow?
can I schedule for Friday?
I would like to reschedule
could it be at 3pm?
is there anything available this afternoon?
I want to schedule a visit
can you fit me in this week?
let's set up a meeting
I'd like to book a table for Saturday
when is the next available time?
can I come by at 10?
I need to move my appointment
book me for Thursday morning
can I see the doctor today?
how about next Tuesday?
put me down for 9:30
can I see the apartment on Sunday?
when are you available?
can I come now?
I will be ten minutes late
please confirm my appointment
I need to change the time of my class
can we meet earlier?
Monday at 8 works`,
  buy: `I want to buy it
deal
I'll take it
please place the order
I want two of those
send me the payment link
I would like to order
how do I sign up?
a large pizza please
you can send the contract
I'll go with the blue one
I want to subscribe
let's do it
please set one aside for me
I want to order a cake
I accept the proposal
send me the invoice and I will pay
where do I pay?
I'll take the three bedroom one
that one please
please send 5 boxes
confirm my order please
I want to reserve this product
agreed, go ahead
I'll have two`,
  lead_info: `my name is john
I am laura smith
I'm from boston
I live in austin
my email is someone@test.com
my phone is 415 555 2671
my zip code is 90210
we are a company of 30 people
I own a bakery
I'm the purchasing manager
I make the decisions here
we work with events
I need it for next month
we are a team of 40
we have three stores
I represent a construction firm
my company makes furniture
this is joan from accounting
we can invest 20k
I'm an architect looking for partners
we need it by December
I am setting up an office
our team has 12 people
my address is 20 flower street
I run a small clinic`,
  objection: `too expensive
that's a bit pricey
I'll think about it
let me get back to you
I need to talk to my husband first
I found it cheaper elsewhere
not sure it is worth it
not right now
it is over my budget
I will look around a bit more
maybe next time
not for now
just looking
it is not quite what I wanted
your competitor charges less
I still have doubts
that is more than I expected
no rush
I'll see and let you know
I don't think it will work
money is tight this month
I don't trust buying online
afraid it will not fit
I already have a supplier
not interested right now`,
  complaint: `my order never arrived
this is ridiculous
terrible service
it came broken
I have been waiting for a week
nobody answers me
I want to complain
the product is damaged
you lied to me
you charged me the wrong amount
shame on you
never buying again
the technician did not show up
third time this happens
I got the wrong item
I paid and received nothing
it stopped working
the food arrived cold
I was treated badly
I want my money back
I will sue you
unacceptable
late again
very disappointed
this is false advertising`,
  cancel: `I want to cancel my subscription
how do I cancel the plan?
cancel my order
I want to close my contract
I would like to cancel the purchase
how can I cancel?
I don't want the service anymore, cancel it
please cancel my enrollment
I need to cancel the reservation
cancel my account
you can cancel it please
I want to back out of the purchase
is there a cancellation fee?
cancellation
terminate the contract
cancel everything
help me cancel the renewal
I won't need it anymore, cancel
stop my monthly payment
close my account
how does cancellation work?
cancel my appointment
cancel my registration
undo the order
requesting cancellation`,
  human: `I want to talk to a person
human please
agent
talk to a human
can I speak to the manager?
is there a real person there?
I don't want to talk to a bot
get me someone
transfer me
I need to speak with whoever is in charge
can I talk to sales?
I want human support
can somebody help me?
stop with the robot
call me
let me talk to the owner
live agent please
connect me with an agent
pass me to billing
where is the agent?
I prefer to talk to people
get the receptionist
representative
speak to someone
can an advisor call me?`,
  emergency: `help
it is on fire
my father is having a heart attack
I don't want to live anymore
I want to die
I smell gas
he passed out
we had an accident
call an ambulance
I am bleeding a lot
she can't breathe
I am thinking of killing myself
there was an explosion
my daughter swallowed the product
I got an electric shock
we are being robbed
I think it's a stroke
he is having a seizure
I need the police now
I want to end my life
a child is drowning
the building is burning
no reason to live
she took too many pills
emergency, please help`,
  data_request: `delete my data
I want my data erased under gdpr
what data do you have about me?
how did you get my number?
remove my account and personal information
I want a copy of my data
I do not consent to the use of my data
who is your data protection officer?
remove my id from your system
where did you get my contact?
erase everything about me
data portability request
you leaked my data
who do you share my data with?
withdraw my personal information
right of access request
delete all my history
I want to know what you store about me
correct my personal data
I withdraw my consent
where is my data stored?
privacy request
remove my phone from your database
forget me
my personal data was used without permission`,
  opt_out: `stop
unsubscribe
no more messages
remove me from the list
stop texting me
do not message me again
take me off your list
opt out
stop sending me promotions
I don't want these messages
leave me alone
quit messaging me
stop all
please stop
remove my number from the list
cancel messages
no more spam
don't contact me
end messages
unsubscribe me please
stop messaging
no more ads
don't text me anymore
take my number off
stop it with the promotions`,
  off_topic: `tell me a joke
who won the game last night?
what is the capital of France?
will it rain tomorrow?
what is the meaning of life?
write me a poem
who is the president?
what is 25 times 4?
help me with my homework
what is your sign?
do you like football?
best movie of the year?
give me a lasagna recipe
how much is the dollar today?
sing a song
do you have a girlfriend?
translate this sentence
what time is it in Japan?
recommend a series
which team do you support?
how many planets are there?
tell me a story
summarize this book
who discovered America?
what are the lottery numbers?`,
};
