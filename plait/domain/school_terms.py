"""Words that people in schools write, beside the words that frameworks use for the same things.

One line: what somebody may write, then what frameworks call it. Shortenings and names of common systems are here because
no dictionary has them. Suggestions look for the words on the right as well, with less weight, where a text has one of the
words on the left.
"""

from __future__ import annotations

_LINES = """
dsl, ddsl, kcsie > safeguarding, trained, people, time to act
child protection, designated lead, deputies trained, safeguarding team > safeguarding, trained, people, time to act
worry box, worry, trusted adult > speak up, culture, safeguarding, safe
tell someone, speak up, who to go to, feel safe > speak up, culture, safeguarding, safe
referral, front door, early help > concerns, child, acting, safeguarding
social services, escalated, strategy meeting, mash > concerns, child, acting, safeguarding
cpoms, myconcern, chronology, folders, files, file transfer, dip sample, case notes > records, sharing information
dbs, single central record, scr, references > checks, adults, start
safer recruitment, vetting, agency letters, overseas checks, prohibition > checks, adults, start
lado, low level concern, allegation, whistleblowing, staff conduct, colleague > concerns, adults
online, internet, phones, filtering, social media, snapchat, tiktok > stay safe, online, pupils
gaming, nspcc, police, county lines, grooming, knife, sexting > stay safe, online, pupils
doorstep, missing education, off roll, moved school > every pupil, view, absence
first day call, ring home, cme, home educated > every pupil, view, absence
buddy, welcome pack, new arrivals, refugees, fits in > belongs, belonging, inclusion
screeners, screening, diagnosis, dyslexia > finding needs, early, identification
assessed, picked up early, missed, hearing, eyesight > finding needs, early, identification
iep, one page profile, provision map, graduated approach, apdr > planning, support, reviewing
ehcp, annual review, targets, faded out, intervention > planning, support, reviewing
ramp, ear defenders, visuals, quiet corner > removing, barriers, access
sensory, exam access, overlay, laptop, adjustments > removing, barriers, access
pupil premium, pp, ppg, fsm, free school meals > disadvantage, facing
ever 6, tutoring, hardship, breakfast club, deprived, food bank > disadvantage, facing
looked after, cla, lac, virtual school, young carer, pep > social care, young carers
kinship, foster, adopted, social worker, bereaved, prison > social care, young carers
sets, setting, streams, bottom set, lows, low ability, same text, same work, aim high > high expectations, every pupil
ed psych, speech therapist, occupational therapist, camhs, paediatrician, portage > specialists, families, working
sen, send, senco, sendco, special needs > needs, barriers, inclusion, support
autism, adhd, additional needs, disability, disabilities > needs, barriers, inclusion, support
french, spanish, dt, music, art, drama > broad, curriculum, subjects
geography, pe, computing, pulled out, boosters, narrowed > broad, curriculum, subjects
units, topics, sequence, progression map, long term plan > order, learning, builds
builds on, link, revisited, scheme, knowledge organiser > order, learning, builds
phonics, decoding, early reader, screening check, sounds > learning to read, reading
blending, reading age, read to an adult, book bands, bottom 20, lowest readers > learning to read, reading
handwriting, spelling, dictation, letter formation > foundations, writing, number, spoken language
composition, number bonds, times tables, oracy, talk > foundations, writing, number, spoken language
mtc, multiplication check, fluent, quick recall, reading ages, arithmetic > fluency, reading, writing, mathematics
non specialist, subject knowledge, specialist > teachers, knowledge, teach
examiner, misconceptions, enhancement course, subject association > teachers, knowledge, teach
debate, justify, challenge, think hard, worksheets, deeper, question > thinking, pupils, teaching
mini whiteboards, exit ticket, quiz, marking > checking, understanding, feedback
cold calling, retaught, live feedback, hinge, questioning > checking, understanding, feedback
scaffold, word bank, pre teaching, worked examples, eal, differentiated, adaptive > adapting, teaching, all can learn
middle leader, subject lead, coordinator, head of department > leading, subjects, phases
book look, deep dive, phase leader, network > leading, subjects, phases
books across, work scrutiny, portfolios, exhibition, quality of work > work, subjects, shows
sats, gcse, ks2, ks4, exam > results, national tests, examinations
moderated, combined, national, national average, pass rate > results, national tests, examinations
caught up, behind, on track, progress 8 > progress, starting points
p8, value added, starting points, from a low base, low on entry > progress, starting points
gap, groups, boys, girls, greater depth, send pupils, traveller > achievement, groups, barriers
leavers, transition, secondary ready, arrive ready, next school, moved on > ready, next
absence, persistent absence, pa, absentee, severely absent > attend, attendance
walking bus, return plan, welfare officer, ewo, liaison officer, refuser, ebsa, home visit > helping, attend
late, lateness, gate, on time > punctuality
rules, script, routines, consistent, fair, rewards, sanctions > clear, fair, expectations, behaviour
corridors, lunchtime, calm, polite, manners, low level disruption, playground > conduct, lessons, site
homework, pride, effort, motivated, keen, resilient, enthusiastic > attitudes, learning
racist, homophobic, unkind, name calling > bullying, discrimination, harassment
sexist, harassed, peer on peer, comments > bullying, discrimination, harassment
suspended, excluded, exclusion, isolation, reset room > suspension, time away, class
reduced timetable, reduced hours, removed from class, alternative provision, managed move > suspension, time away, class
pshe, tutor time, mapped, spiral, drop down day, citizenship lesson > planned programme, development
puberty, consent, rse, rshe > relationships, sex, health education
sex education, periods, healthy friendship, withdrew > relationships, sex, health education
election, british values, democracy, mosque > citizenship, respect, difference
synagogue, other faiths, prejudice, parliament > citizenship, respect, difference
assembly, worship, prayer, stillness, awe, ethics > spiritual, moral, social, cultural
prefect, digital leaders, librarians > responsibility, confidence, independence
ambassadors, house captains, sports leaders, playground leaders > responsibility, confidence, independence
clubs, club, trip, residential, choir, band > clubs, trips, experiences
theatre, camp, duke of edinburgh, sport, sports, fixtures > clubs, trips, experiences
work experience, gatsby, employers, workplace, careers fair, alumni, firms, mock interview > work, next steps, careers
elsa, counsellor, nurture, boxall, thrive > pastoral, care, wellbeing
anxiety, mental health, mentor room, bereavement, self harm > pastoral, care, wellbeing
sef, honest, external adviser, dip, saw it coming, no surprises > knowing, school, self evaluation
sdp, sip, improvement plan, milestones, half term, stopped doing, dropped > priorities, planning, seeing through
league tables, gaming, entry, refused, right thing for kids, off rolling, in pupils interest > decisions, pupils
coaching, ect, npq, inset, twilight > staff, better, professional development, learning
instructional, staff meeting, appraisal, cpd, training > staff, better, professional development, learning
workload, emails, reports, sickness, staff survey, work life, ppa, stress > workload, staff wellbeing
sbm, bursar, deficit, balanced, reserves, staffing, timetable, buildings > resources, money, premises, budget
parent forum, parentview, open morning, newsletter > listening, families, community, pupils
parents evening, interpreter, school council, pupil parliament, residents > listening, families, community, pupils
chair, skills audit, trustees, link governor, minutes > governors, questions, duties, board
clerk, awkward question, governing body, board, governor > governors, questions, duties, board
nursery, reception, eyfs, foundation stage, preschool, two year olds > early years, children
wellcomm, narrate, story time, nursery rhymes, vocab, sentences, conversations, speech > communication, language
subitising, counting, name writing, mark making, letter sounds, rhyme > first steps, reading, writing, number
sand, construction, role play, continuous provision > adults, play, setting, teaching
outdoor, join in, step back, mud kitchen > adults, play, setting, teaching
floor book, tapestry, observation, spot, next step for the child > noticing, responding, child
key person, potty, handwashing, calm themselves, settle > care, routines, feelings
stay and play, settling in, home visits, dads, mums, passport to, moving up > parents, moving in
gld, good level of development, summer born > children achieve, early
a level, btec, t level, sixth form, y12, y13, yr 12, course, resit > courses, study programmes, students
private study, silent study, note taking, study skills, essay feedback > independent study, teaching
bursary, tutor one to one, retention, drop out, tutorial > attendance, tutoring, support
volunteering, epq, placement, enterprise, community service > work, service, wider life
budgeting, independent living > adult life, preparing
ucas, russell group, apprenticeship, oxbridge, neet, offers, destinations > guidance, destinations
mission, strapline, motto, big picture, ethos > vision, mission, purpose
slt, senior team, deputy, aht, assistant heads, leads a strand > leaders, senior, commitment
rag rated, milestones, dates and names, action plan > action planning, plan
cover, backfill, supply, released, release time, out of class, teaching load > cost, people, releasing, capacity
other alliances, joint bid, together with > working, other, alliances
working groups, partner schools, shared out, not all lead school > capacity, alliance, leadership
subscription, grant, break even, income, bid, sustainable, fees, traded > business model
website, booking, shared drive, system, office, inbox > infrastructure, delivery
cost centre, forecast, cashflow, surplus, bad debt, monthly report, invoice, loses money > budget, tracking, planning
price list, day rate, charge, rate, discount, fee > costing, costs
job description, administrator, manager, director, posts > roles, responsibilities
marketing, data person, lacks, gap in the team, needed > organisational needs
trainee, trainees, student teacher, pgce > trainees, teacher training, training
school direct, scitt, students, training year > trainees, teacher training, training
vacancies, shortage, supply of teachers, physics, mfl, numbers by subject > local need, strategic plan, staffing
second placement, contrasting, matching, travel, where they live > placing trainees, placement
taster, fair, advert, applied, career changers, open event > recruiting, recruitment
booklet, theory, course content, taught days, sessions, curriculum for trainees > design, training
joint observation, weekly meeting, mentor training > mentoring, mentors
university, uni, higher education, tutors, scitt next door > universities, other alliances
got jobs, employed, stayed on, we trained, hired, head of year > contribution, staffing
maternity, left, retired, handover, off sick > resilience, changes, staff
host schools, small schools, take students, signed up > schools taking part
facilitator, facilitation, consultants, bought in, own teachers, deliver > leads programmes, delivery
brochure, menu, catalogue, online courses, from ect to > programme, offer
follow up, difference in class, what changed > evaluating, impact
quality checks, observed, evaluations of sessions > quality assurance
support staff, delegates, tas, rural, could not attend > needs, met, audience
lesson study, triads, policy of all, shared language > shared model, culture
special measures, requires improvement, in difficulty > experience, supporting schools, support
struggling school, jobs done, packages > experience, supporting schools, support
diagnose, exit plan, goals, package, phases of support > model, support, focus
sle, sles, lle, nle, nles, specialist leaders, designation, deployed > specialist leaders, national, local leaders
director of children, council, la, county, diocese, mat, mats, trusts, commissioner > councils, trusts, partners
regional, dfe, pilot, national policy, region > wider system
moral > why support, purpose
flooding, unemployment, estate, local history > place, communities, rooted
honest, admit, hold back, blunt > hard to say, candour, trust
no secrets, real numbers, share results, open book > openness, information
promised, give and take, turned up, keep promises > promises, giving, receiving
stays in the room, confidential, gossip, gdpr, minuted > sensitive, handling
anonymous poll, trust score, survey of heads > trust, checking
every year, fixed dates, everyone takes part > every school, reviews
film clips, practice, course for reviewers, shadow reviewer > trained reviewers
host picks, our question, enquiry question > focus, host
how do you know, probing > challenge, courtesy, rigour
came back, workshop, follow through > findings, action
stage, stages, next step for the partnership, where next > plan, deepening, partnership
account, answer to > answering, one another
company limited, memorandum, articles, constitution, legal, board of the partnership > governance, fits, purpose
no head, crisis > finding things hard, struggle
watch each other, plan together, pairs of teachers, moderate together > practice, side by side
started from the kids > starts, pupils, staff learning
deputy next year, promoted, headship, stretch project, pipeline, succession > growing talent, spotting
site managers, business managers, midday, office staff > every role
two page profile, walk each others, turnover, how the head is > rounded picture, school
noticed, warning signs > noticing early
grid, spreadsheet of offers, can help with, wants help > needs, offers, view
broker, fairly, paired > matching, help
joint diary > joined up, others
isolated > no member left out
cause, root cause > bottom, problem, investigation
control, before and after, start stop dates, eef, randomised > trying, discipline, trials
joint bid, joint buying, saved > opportunities, together, enterprise
any difference > judging, effect
pupil council, pupils reviewed, kids asked > pupils take part, heard
leaflet, holiday club, parenting course > families know, use
job centre, church, charity > local services, employers, community groups
other cluster > learning, other partnerships
professor, outsider, critical friend, external eyes > welcoming, outside view
"""

TERMS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = tuple(
    (
        tuple(term.strip() for term in written.split(",")),
        tuple(term.strip() for term in meant.split(",")),
    )
    for written, meant in (line.split(" > ") for line in _LINES.strip().splitlines())
)
"""What is written, and what it may mean."""
