-- cache.db as Dutydesk 0.1.0 left it.
PRAGMA foreign_keys = OFF;
PRAGMA application_id = 0;
BEGIN;

CREATE TABLE remote_ticket (
    ticket            TEXT NOT NULL PRIMARY KEY,
    account           TEXT NOT NULL,
    subject           TEXT NOT NULL,
    status            TEXT NOT NULL,
    raw_status        TEXT NOT NULL,
    queue             TEXT NOT NULL,
    tenant            TEXT,
    owner             TEXT,
    requestor_name    TEXT,
    requestor_address TEXT,
    cc                TEXT NOT NULL CHECK (json_valid(cc)),
    priority_hint     TEXT CHECK (priority_hint IN ('P1', 'P2', 'P3', 'P4')),
    created_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL,
    web_url           TEXT,
    fetched_at        INTEGER NOT NULL
) STRICT;
INSERT INTO remote_ticket (ticket, account, subject, status, raw_status, queue, tenant, owner, requestor_name, requestor_address, cc, priority_hint, created_at, updated_at, web_url, fetched_at) VALUES
('rt:work/3', 'rt:work', 'Old broken link', 'open', 'new', 'Platform', 'archive.example.org', NULL, 'Lin', 'lin@archive.example.org', '[]', NULL, 1791194400000, 1791194400003, 'https://help.example.org/Ticket/Display.html?id=3', 1795422600000),
('rt:work/2', 'rt:work', 'Old warning in the logs', 'open', 'new', 'Platform', 'archive.example.org', NULL, 'Lin', 'lin@archive.example.org', '[]', 'P4', 1791194400000, 1795423200005, 'https://help.example.org/Ticket/Display.html?id=2', 1795423200000),
('rt:work/1', 'rt:work', 'Old question about quotas', 'open', 'new', 'Platform', 'archive.example.org', NULL, 'Noor', 'noor@archive.example.org', '[]', NULL, 1791194400000, 1791194400001, 'https://help.example.org/Ticket/Display.html?id=1', 1795422600000),
('rt:work/4', 'rt:work', 'Deploys fail with 502', 'open', 'new', 'Platform', 'orders.example.org', 'alex', 'Kim', 'kim@orders.example.org', '[]', 'P1', 1795433400000, 1795788300091, 'https://help.example.org/Ticket/Display.html?id=4', 1795788300000),
('rt:work/5', 'rt:work', 'Quota: 2 GB each for web and worker', 'open', 'new', 'Platform', 'registers.example.org', NULL, 'Lee', 'lee@registers.example.org', '[]', 'P3', 1795435500000, 1795619400069, 'https://help.example.org/Ticket/Display.html?id=5', 1795619400000),
('rt:work/6', 'rt:work', 'How to rotate a key', 'resolved', 'resolved', 'Platform', 'vault.example.org', NULL, 'Ana', 'ana@vault.example.org', '[]', 'P3', 1795436400000, 1795599000067, 'https://help.example.org/Ticket/Display.html?id=6', 1795599000000),
('rt:work/7', 'rt:work', 'Nobody can log in', 'open', 'new', 'Platform', 'portal.example.org', NULL, 'Joe', 'joe@portal.example.org', '[]', 'P1', 1795456800000, 1795458000039, 'https://help.example.org/Ticket/Display.html?id=7', 1795458000000),
('rt:work/8', 'rt:work', 'Dashboard shows old numbers', 'open', 'new', 'Platform', 'portal.example.org', NULL, 'Joe', 'joe@portal.example.org', '[]', 'P1', 1795457400000, 1795457400038, 'https://help.example.org/Ticket/Display.html?id=8', 1795457400000),
('rt:work/9', 'rt:work', 'More memory, please', 'open', 'new', 'Platform', 'registers.example.org', NULL, 'Lee', 'lee@registers.example.org', '[]', NULL, 1795525200000, 1795525200055, 'https://help.example.org/Ticket/Display.html?id=9', 1795525200000),
('rt:work/10', 'rt:work', 'Memory of the worker', 'open', 'new', 'Platform', 'registers.example.org', NULL, 'Lee', 'lee@registers.example.org', '[]', NULL, 1795525200000, 1795525200059, 'https://help.example.org/Ticket/Display.html?id=10', 1795525200000),
('rt:work/11', 'rt:work', 'Builds wait for an hour', 'open', 'new', 'Platform', 'builds.example.org', NULL, 'Mia', 'mia@builds.example.org', '[]', 'P3', 1795528800000, 1795529160066, 'https://help.example.org/Ticket/Display.html?id=11', 1795529160000),
('rt:work/12', 'rt:work', 'Scheduler forgets jobs', 'open', 'new', 'Platform', 'jobs.example.org', NULL, 'Eva', 'eva@jobs.example.org', '[]', NULL, 1795771860000, 1795771860070, 'https://help.example.org/Ticket/Display.html?id=12', 1795771860000),
('rt:work/13', 'rt:work', 'Slow pushes: sent', 'resolved', 'resolved', 'Platform', 'pushes.example.org', 'alex', 'Sent', 'sent@pushes.example.org', '[]', 'P3', 1795784400000, 1795785000087, 'https://help.example.org/Ticket/Display.html?id=13', 1795785000000),
('rt:work/14', 'rt:work', 'Pushes are slow (refused)', 'open', 'new', 'Platform', 'pushes.example.org', NULL, 'Refused', 'refused@pushes.example.org', '[]', NULL, 1795784400000, 1795784400072, 'https://help.example.org/Ticket/Display.html?id=14', 1795785300000),
('rt:work/15', 'rt:work', 'Slow pushes: cancelled', 'open', 'new', 'Platform', 'pushes.example.org', NULL, 'Cancelled', 'cancelled@pushes.example.org', '[]', NULL, 1795784400000, 1795784400073, 'https://help.example.org/Ticket/Display.html?id=15', 1795784400000),
('rt:work/16', 'rt:work', 'Slow pushes: unknown', 'open', 'new', 'Platform', 'pushes.example.org', NULL, 'Unknown', 'unknown@pushes.example.org', '[]', NULL, 1795784400000, 1795784400074, 'https://help.example.org/Ticket/Display.html?id=16', 1795784400000),
('rt:work/17', 'rt:work', 'Slow pushes: sending', 'open', 'new', 'Platform', 'pushes.example.org', NULL, 'Sending', 'sending@pushes.example.org', '[]', NULL, 1795784400000, 1795784400075, 'https://help.example.org/Ticket/Display.html?id=17', 1795784400000),
('rt:work/18', 'rt:work', 'Slow pushes: queued', 'open', 'new', 'Platform', 'pushes.example.org', NULL, 'Queued', 'queued@pushes.example.org', '[]', NULL, 1795784400000, 1795784400076, 'https://help.example.org/Ticket/Display.html?id=18', 1795784400000),
('practice/1', 'practice', 'failure pushing app: invalid mode 0444', 'open', 'open', 'Practice', 'notify-api', 'you', 'Sam Okafor', 'sam@example.org', '[]', NULL, 1795782900000, 1795786020000, NULL, 1795788300000),
('practice/2', 'practice', 'our deploys hang since lunch', 'open', 'open', 'Practice', 'registers', NULL, 'Priya Nair', 'priya@example.org', '[]', NULL, 1795787820000, 1795787820000, NULL, 1795788300000),
('practice/3', 'practice', 'Cannot bind postgres service to new space', 'open', 'open', 'Practice', 'dm-frontend', NULL, 'Kim Larsen', 'kim@example.org', '[]', NULL, 1795788180000, 1795788180000, NULL, 1795788300000),
('practice/4', 'practice', 'elevated 502 rate on routers', 'open', 'open', 'Practice', 'gov-wifi', 'you', 'Joe Brand', 'joe@example.org', '[]', NULL, 1795787100000, 1795787460000, NULL, 1795788300000),
('practice/5', 'practice', 'Intermittent log drain drops', 'open', 'open', 'Practice', 'pay-toolbox', NULL, 'Ana Reyes', 'ana@example.org', '[]', NULL, 1795784520000, 1795784520000, NULL, 1795788300000),
('practice/6', 'practice', 'api certificate renewal failing in london', 'open', 'open', 'Practice', 'vcs', 'Alex', 'Tom Hughes', 'tom@example.org', '[]', NULL, 1795785000000, 1795787940000, NULL, 1795788300000),
('practice/7', 'practice', 'Docs: broken link to buildpacks page', 'open', 'open', 'Practice', 'trade-tariff', NULL, 'Lin Wu', 'lin@example.org', '[]', NULL, 1795768500000, 1795768500000, NULL, 1795788300000),
('practice/8', 'practice', 'memory quota for org', 'open', 'open', 'Practice', 'forms', 'you', 'Dana Fox', 'dana@example.org', '[]', NULL, 1795776300000, 1795779300000, NULL, 1795788300000),
('practice/9', 'practice', 'SmokeTestsFail: prod, create user and push app', 'open', 'open', 'Practice', NULL, 'you', 'Alertmanager', 'alertmanager@example.org', '[]', NULL, 1795786260000, 1795786620000, NULL, 1795788300000),
('practice/10', 'practice', 'Can we use our own domain for staging?', 'open', 'open', 'Practice', 'verify-hub', NULL, 'Noor Khan', 'noor@example.org', '[]', NULL, 1795779900000, 1795784700000, NULL, 1795788300000),
('practice/11', 'practice', 'App restarts every few minutes in london', 'open', 'open', 'Practice', 'data-portal', NULL, 'Ola Berg', 'ola@example.org', '[]', NULL, 1795782600000, 1795782600000, NULL, 1795788300000),
('practice/12', 'practice', 'Question about service key rotation', 'open', 'open', 'Practice', 'forms', 'you', 'Dana Fox', 'dana@example.org', '[]', NULL, 1795615500000, 1795786800000, NULL, 1795788300000),
('practice/13', 'practice', 'Service broker times out when the database is resizing', 'resolved', 'resolved', 'Practice', 'dm-frontend', 'Alex', 'Kim Larsen', 'kim@example.org', '[]', NULL, 1791381900000, 1791384300000, NULL, 1795788300000),
('practice/14', 'practice', 'invalid mode after a stack update', 'resolved', 'resolved', 'Practice', 'registers', 'you', 'Priya Nair', 'priya@example.org', '[]', NULL, 1793196300000, 1793197500000, NULL, 1795788300000),
('practice/15', 'practice', 'Slow responses on Friday evenings', 'open', 'open', 'Practice', 'trade-tariff', NULL, 'Lin Wu', 'lin@example.org', '[]', NULL, 1788876300000, 1788876300000, NULL, 1795788300000),
('practice/16', 'practice', 'Old buildpack warning in the logs', 'open', 'open', 'Practice', 'verify-hub', NULL, 'Noor Khan', 'noor@example.org', '[]', NULL, 1790258700000, 1790258700000, NULL, 1795788300000),
('rt:work/19', 'rt:work', 'Logs are gone', 'open', 'new', 'Platform', 'pay.example.org', NULL, 'Sam', 'sam@pay.example.org', '[]', NULL, 1795789260000, 1795789260093, 'https://help.example.org/Ticket/Display.html?id=19', 1795789260000),
('rt:work/41', 'rt:work', 'Substation page is down', 'open', 'open', 'Emergency', 'grid.example.org', 'sam', 'Gus Grid', 'gus@grid.example.org', '["office@grid.example.org","nights@grid.example.org"]', 'P2', 1795786800000, 1795787220000, 'https://help.example.org/Ticket/Display.html?id=41', 1795789620000);

CREATE TABLE message (
    ticket       TEXT NOT NULL,
    remote_transaction TEXT NOT NULL,
    at           INTEGER NOT NULL,
    author       TEXT NOT NULL,
    by_us        INTEGER NOT NULL CHECK (by_us IN (0, 1)),
    public       INTEGER NOT NULL CHECK (public IN (0, 1)),
    automatic    INTEGER NOT NULL CHECK (automatic IN (0, 1)),
    body         TEXT NOT NULL,
    PRIMARY KEY (ticket, remote_transaction)
) STRICT;
INSERT INTO message (ticket, remote_transaction, at, author, by_us, public, automatic, body) VALUES
('rt:work/2', '2', 1791194400000, 'Lin', 0, 1, 0, 'From before.'),
('rt:work/2', '4', 1795423200000, 'Alex Agent', 1, 0, 0, 'Triaged P4 Minor.
How urgent? Left over from October, nobody waits.
Not asked: Ours? · What hurts? · How many? · Known? · An exception? · Who decides?

[dutydesk/1 op=b82bdd78-8104-4e84-8807-8d31edb1d694 act=priority priority=P4]'),
('rt:work/4', '6', 1795433400000, 'Kim', 0, 1, 0, 'Deploys fail since eleven.

2026-11-23T11:02:11Z push: FAILED
2026-11-23T11:02:12Z status 502

See https://docs.example.org/deploys for what we tried.

-- 
Kim Sample
Orders'),
('rt:work/4', '7', 1795433400000, 'Alex Agent', 1, 0, 0, 'Triaged P1 Critical.
Ours? No, but: their buildpack is ours to mend
How urgent? Now: they release at four
What hurts? Live service down
How many? Many
Known? seen in October, restarting the router helped
An exception? Neither
Who decides? I decide, because: nobody answered at the desk
An incident: every P1 is one.

[dutydesk/1 op=2d3263d6-6e6e-4251-8078-d5a36269ba3b act=priority priority=P1]'),
('rt:work/4', '9', 1795433580000, 'Alex Agent', 1, 1, 0, 'Hello Kim, we are looking into it.

Next update by 12:33 GMT'),
('rt:work/4', '10', 1795433580000, 'Alex Agent', 1, 0, 0, 'Work started.

[dutydesk/1 op=51b8b0ba-d942-425a-bf99-c1fca40d89c6 act=started]'),
('rt:work/4', '12', 1795434600000, 'Kim', 0, 1, 0, 'Any idea how long?

> we are looking into it

Kim'),
('rt:work/4', '13', 1795434720000, 'Alex Agent', 1, 1, 0, 'Hello Kim, the roll-back takes ten minutes.

Next update by 12:10 GMT'),
('rt:work/4', '14', 1795434720000, 'Alex Agent', 1, 0, 0, 'The reply promised the next update by 12:10 GMT.

[dutydesk/1 op=dd60bc95-eb77-4194-b9f9-fae5f0a44dff act=promise reply=13 next=2026-11-23T12:10:00Z]'),
('rt:work/4', '15', 1795434720000, 'Alex Agent', 1, 0, 0, 'The release of Friday had the wrong timeout.'),
('rt:work/4', '16', 1795435500000, 'Alex Agent', 1, 1, 0, 'Hello Kim, half of it is done.

Next update by 13:05 GMT'),
('rt:work/5', '17', 1795435500000, 'Lee', 0, 1, 0, 'May we have more memory?'),
('rt:work/5', '18', 1795435500000, 'Alex Agent', 1, 0, 0, 'Triaged P3 Significant.
How urgent? They grow in December.
Not asked: Ours? · What hurts? · How many? · Known? · An exception? · Who decides?

[dutydesk/1 op=50490707-82f0-4e78-8dba-8e5d2660c393 act=priority priority=P3]'),
('rt:work/5', '20', 1795435500000, 'Alex Agent', 1, 1, 0, 'Hello Lee, which apps are they?

Next update by 16:05 GMT'),
('rt:work/5', '21', 1795436400000, 'Alex Agent', 1, 0, 0, 'Paused, waiting for the tenant: which apps, and how much each needs

[dutydesk/1 op=ba8c68b4-96e0-4fa9-b1a2-ba20d865be39 act=paused reason=which%20apps,%20and%20how%20much%20each%20needs chase=2026-11-25T12:00:00Z]'),
('rt:work/6', '22', 1795436400000, 'Ana', 0, 1, 0, 'How do we rotate keys?'),
('rt:work/6', '23', 1795436400000, 'Alex Agent', 1, 0, 0, 'Triaged P3 Significant.
How urgent? A question of how.
Not asked: Ours? · What hurts? · How many? · Known? · An exception? · Who decides?

[dutydesk/1 op=c9d5dda6-f466-47bf-9c1c-66f619584eba act=priority priority=P3]'),
('rt:work/6', '25', 1795437000000, 'Alex Agent', 1, 1, 0, 'Hello Ana, make a second key first.

Next update by 16:30 GMT'),
('rt:work/6', '26', 1795437600000, 'Alex Agent', 1, 1, 0, 'We close this: both keys work. Reply to reopen it.'),
('rt:work/4', '28', 1795453200000, 'Alex Agent', 1, 0, 0, 'Incident paused until Tue 09:00 GMT. Traffic is moved, the rest can wait.

[dutydesk/1 op=5247bd5f-6022-4597-8746-3ea51114de77 act=incident_paused continues=2026-11-24T09:00:00Z]'),
('rt:work/4', '29', 1795453200000, 'Alex Agent', 1, 1, 0, 'Hello Kim, we go on tomorrow at nine.

Next update by Tue 24 Nov 09:00 GMT'),
('rt:work/4', '30', 1795453200000, 'Alex Agent', 1, 0, 0, 'The reply promised the next update by Tue 09:00 GMT.

[dutydesk/1 op=39d1b0c5-2a28-42e0-bd41-2db16bb389a8 act=promise reply=29 next=2026-11-24T09:00:00Z]'),
('rt:work/7', '31', 1795456800000, 'Joe', 0, 1, 0, 'All of our users get 401.'),
('rt:work/7', '32', 1795456800000, 'Alex Agent', 1, 0, 0, 'Triaged P1 Critical.
Ours? No, but: their buildpack is ours to mend
Which of these? Nobody is served
How urgent? Now: they release at four
What hurts? Live service down
How many? One
Known? seen in October, restarting the router helped
An exception? Neither
Who decides? Ask: Robin says P1
An incident: every P1 is one.

[dutydesk/1 op=73f42754-6589-4f69-835d-b1a5a7d528d8 act=priority priority=P1 in_scope=yes]'),
('rt:work/8', '34', 1795457400000, 'Joe', 0, 1, 0, 'They are from Friday.'),
('rt:work/8', '35', 1795457400000, 'Alex Agent', 1, 0, 0, 'Triaged P1 Critical.
Ours? No, but: their buildpack is ours to mend
Which of these? None of these
How urgent? Now: they release at four
What hurts? Live service down
How many? One
Known? seen in October, restarting the router helped
An exception? Neither
Who decides? I am certain
An incident: every P1 is one.

[dutydesk/1 op=71bc47a9-aea9-460b-91cb-83c22279c6d9 act=priority priority=P1 in_scope=no]'),
('rt:work/7', '37', 1795458000000, 'Alex Agent', 1, 1, 0, 'Hello Joe, the login pool was full; we made it larger.

Next update by 19:20 GMT'),
('rt:work/4', '38', 1795509000000, 'Alex Agent', 1, 0, 0, 'The incident goes on: update clocks run again from now.

[dutydesk/1 op=264bee9b-5553-4f2b-b335-f1fe37fa5331 act=incident_continued]'),
('rt:work/4', '39', 1795511400000, 'Alex Agent', 1, 1, 0, 'Hello Kim, we are back at it.

Next update by 10:10 GMT'),
('rt:work/6', '41', 1795511400000, 'Ana', 0, 1, 0, 'Worked on the first try. Thanks!'),
('rt:work/5', '40', 1795511400000, 'Lee', 0, 1, 0, 'The web app and the worker, 2 GB each.'),
('rt:work/5', '42', 1795512000000, 'Alex Agent', 1, 1, 0, 'Hello Lee, thank you. May it be next week?

Next update by 13:20 GMT'),
('rt:work/6', '43', 1795512000000, 'Alex Agent', 1, 0, 0, 'Nothing needed: thanks, it worked

[dutydesk/1 op=8176cb5e-481b-456a-ba2c-94533567850d act=not_needed reason=thanks,%20it%20worked]'),
('rt:work/5', '44', 1795512600000, 'Alex Agent', 1, 0, 0, 'Paused, waiting for the tenant: whether next week is fine

[dutydesk/1 op=249c4d33-a510-4892-ac58-4ccaa6d35fb3 act=paused reason=whether%20next%20week%20is%20fine]'),
('rt:work/5', '45', 1795518000000, 'Alex Agent', 1, 0, 0, 'Resumed: the clock goes on with the time that was left.

[dutydesk/1 op=89c30336-870e-4cb0-a6f9-aec516f91ccd act=resumed]'),
('rt:work/5', '46', 1795518000000, 'Alex Agent', 1, 1, 0, '“Quota for two more apps” is called “Quota: 2 GB each for web and worker” now, because it says how much.

Next update by 15:00 GMT'),
('rt:work/6', '49', 1795523400000, 'Alex Agent', 1, 1, 0, 'We looked again: both keys work.'),
('rt:work/9', '51', 1795525200000, 'Lee', 0, 1, 0, 'As I wrote in the other ticket.'),
('rt:work/10', '52', 1795525200000, 'Lee', 0, 1, 0, 'It is killed at night.'),
('rt:work/9', '53', 1795525200000, 'Alex Agent', 1, 0, 0, 'The same issue as RT 5: one row and one clock, from the one that was raised first.

[dutydesk/1 op=1279b209-8f7c-4c54-b929-6e6bb8d60daf act=linked ticket=5]'),
('rt:work/5', '54', 1795525200000, 'Alex Agent', 1, 0, 0, 'RT 9 is the same issue as this one.'),
('rt:work/10', '55', 1795525200000, 'Alex Agent', 1, 0, 0, 'The same issue as RT 5: one row and one clock, from the one that was raised first.

[dutydesk/1 op=ac05d6ef-0d8c-4b00-8ddc-2567971c91b7 act=linked ticket=5]'),
('rt:work/5', '56', 1795525200000, 'Alex Agent', 1, 0, 0, 'RT 10 is the same issue as this one.'),
('rt:work/10', '57', 1795525200000, 'Alex Agent', 1, 0, 0, 'An issue of its own again, with a row and clocks of its own.

[dutydesk/1 op=89200faf-5ce0-4f74-b7db-40e7c11e5cb9 act=unlinked]'),
('rt:work/11', '58', 1795528800000, 'Mia', 0, 1, 0, 'The queue is long.'),
('rt:work/11', '59', 1795528800000, 'Sam Second', 1, 0, 0, 'Triaged P2: many builds wait.

[dutydesk/1 op=0c0ffee0-0001 act=priority priority=P2 in_scope=yes]'),
('rt:work/11', '60', 1795529100000, 'Sam Second', 1, 1, 0, 'Hello Mia, we add two workers.'),
('rt:work/11', '61', 1795529160000, 'Sam Second', 1, 0, 0, 'The reply promised the next update by 15:00.

[dutydesk/1 op=0c0ffee0-0002 act=promise reply=60 next=2026-11-24T15:00:00Z]'),
('rt:work/11', '62', 1795529160000, 'Sam Second', 1, 0, 0, 'Worker 7 and 8 are new.'),
('rt:work/11', '63', 1795529160000, 'Alex Agent', 1, 0, 0, 'Triaged P3 Significant.
How urgent? Two workers were added.
Not asked: Ours? · What hurts? · How many? · Known? · An exception? · Who decides?

[dutydesk/1 op=ba8ac26e-f6d2-4ec3-b87c-136e30ac9468 act=priority priority=P3]'),
('rt:work/6', '65', 1795599000000, 'Ana', 0, 1, 0, 'One of the keys stopped working.'),
('rt:work/5', '66', 1795618800000, 'Alex Agent', 1, 1, 0, 'Hello Lee, we do it on Friday.

Next update by Fri 27 Nov 11:00 GMT'),
('rt:work/5', '67', 1795619400000, 'Alex Agent', 1, 0, 0, 'Paused, waiting for the tenant: a word that Friday is fine

[dutydesk/1 op=047e49b3-129c-48f0-9ec5-cb438bf0a0e3 act=paused reason=a%20word%20that%20Friday%20is%20fine chase=2026-11-27T09:30:00Z]'),
('rt:work/12', '68', 1795771860000, 'Eva', 0, 1, 0, 'Three jobs did not run.'),
('rt:work/13', '69', 1795784400000, 'Sent', 0, 1, 0, 'It takes ten minutes.'),
('rt:work/14', '70', 1795784400000, 'Refused', 0, 1, 0, 'It takes ten minutes.'),
('rt:work/15', '71', 1795784400000, 'Cancelled', 0, 1, 0, 'It takes ten minutes.'),
('rt:work/16', '72', 1795784400000, 'Unknown', 0, 1, 0, 'It takes ten minutes.'),
('rt:work/17', '73', 1795784400000, 'Sending', 0, 1, 0, 'It takes ten minutes.'),
('rt:work/18', '74', 1795784400000, 'Queued', 0, 1, 0, 'It takes ten minutes.'),
('rt:work/13', '75', 1795785000000, 'Alex Agent', 1, 0, 0, 'Triaged P3 Significant.
How urgent? Slow for one team, says sent.
Not asked: Ours? · What hurts? · How many? · Known? · An exception? · Who decides?

[dutydesk/1 op=444e9277-f8ba-47e2-af81-a94fc5de17d4 act=priority priority=P3]'),
('rt:work/13', '77', 1795785000000, 'Alex Agent', 1, 1, 0, 'We look at it, sent.

Next update by 14:40 GMT'),
('rt:work/13', '78', 1795785000000, 'Alex Agent', 1, 0, 0, 'Asked the network team, sent.'),
('rt:work/13', '79', 1795785000000, 'Alex Agent', 1, 1, 0, '“Pushes are slow (sent)” is called “Slow pushes: sent” now, because it names what is slow.

Next update by Mon 30 Nov 09:10 GMT'),
('rt:work/13', '82', 1795785000000, 'Alex Agent', 1, 0, 0, 'Told the tenant via phone at 13:05 GMT.

Called them, sent.

[dutydesk/1 op=72ad0ea4-e628-48d3-a647-3d9daba716f4 act=told next=2026-11-27T14:10:00Z at=2026-11-27T13:05:00Z]'),
('rt:work/13', '83', 1795785000000, 'Alex Agent', 1, 1, 0, 'It is mended, sent. Reply to reopen it.'),
('rt:work/13', '84', 1795785000000, 'Alex Agent', 1, 0, 0, 'The reply promised the next update by 14:40 GMT.

[dutydesk/1 op=7af9b4b2-5da4-4e30-a75b-f79d3dc0ce37 act=promise reply=77 next=2026-11-27T14:40:00Z]'),
('rt:work/4', '86', 1795788000000, 'Alex Agent', 1, 1, 0, 'Hello Kim, one router still answers 502.

Next update by 15:00 GMT'),
('rt:work/4', '87', 1795788300000, 'Alex Agent', 1, 0, 0, 'Incident paused until Mon 09:00 GMT. Waiting for the new router; the tenants are served.

[dutydesk/1 op=771d48bf-102b-4000-8099-4baa092f7f27 act=incident_paused continues=2026-11-30T09:00:00Z]'),
('rt:work/4', '88', 1795788300000, 'Alex Agent', 1, 1, 0, 'Hello Kim, we go on when the new router is here.

Next update by Mon 30 Nov 09:00 GMT'),
('rt:work/4', '89', 1795788300000, 'Alex Agent', 1, 0, 0, 'The reply promised the next update by Mon 09:00 GMT.

[dutydesk/1 op=50604dd8-7237-4c66-b475-10519cd8d6cb act=promise reply=88 next=2026-11-30T09:00:00Z]'),
('practice/1', 'practice-0', 1795782900000, 'Sam Okafor', 0, 1, 0, 'Pushing fails since this morning with “invalid mode 0444”. We have a fix to ship for a live problem.

2017/05/23 11:42:07 push: uploading notify-api
2017/05/23 11:42:09 push: FAILED
2017/05/23 11:42:09 Server error, status code: 500, invalid mode 0444

-- 
Sam Okafor
Notify'),
('practice/1', 'practice-1', 1795783320000, 'You', 1, 0, 0, 'Triaged P1: emergency fix blocked. Urgency now, one live service, no workaround known.'),
('practice/1', 'practice-3', 1795783680000, 'You', 1, 1, 0, 'Hello Sam, we can see this and are looking at the droplet cache.'),
('practice/1', 'practice-4', 1795784340000, 'You', 1, 1, 0, 'We renamed this ticket so that it names the error: it helps others to find it. We are clearing the cache on one cell first.'),
('practice/1', 'practice-5', 1795786020000, 'Sam Okafor', 0, 1, 0, 'Thank you. Any idea how long? We would push from another space if it helps.'),
('practice/2', 'practice-0', 1795787820000, 'Priya Nair', 0, 1, 0, 'Every deploy since lunch stops at “staging”. Nothing in our logs. Is something going on?'),
('practice/3', 'practice-0', 1795788180000, 'Kim Larsen', 0, 1, 0, 'cf bind-service has timed out in our new space since about two. Three of our teams see it. We would like to release before four.

We followed https://docs.example.org/bind-a-service step by step.'),
('practice/4', 'practice-0', 1795787100000, 'Joe Brand', 0, 1, 0, 'About one request in fifty ends in a 502 since the top of the hour. Retrying helps.'),
('practice/4', 'practice-3', 1795787460000, 'You', 1, 0, 0, 'Router 2 drops connections after the deploy. Rolling it back on staging first.'),
('practice/5', 'practice-0', 1795784520000, 'Ana Reyes', 0, 1, 0, 'We lose a few seconds of logs now and then. It is not urgent, but it worries us.'),
('practice/6', 'practice-0', 1795785000000, 'Tom Hughes', 0, 1, 0, 'The renewal job for our domain fails with “challenge not found”. It has eleven days left.'),
('practice/6', 'practice-3', 1795787940000, 'Alex', 1, 1, 0, 'Hello Tom, the challenge route was missing after yesterday’s change. We are putting it back and will run the renewal for you.'),
('practice/7', 'practice-0', 1795768500000, 'Lin Wu', 0, 1, 0, 'The link to the buildpacks page in the developer docs leads nowhere.'),
('practice/8', 'practice-0', 1795776300000, 'Dana Fox', 0, 1, 0, 'Could our quota go up to 64 GB? We move two more services in June.'),
('practice/8', 'practice-2', 1795779300000, 'You', 1, 1, 0, 'Hello Dana, happily. Which two services, and how much does each need?'),
('practice/9', 'practice-1', 1795786620000, 'You', 1, 0, 0, 'The test user was locked after the password rotation. Unlocked; the test passes again.'),
('practice/10', 'practice-0', 1795779900000, 'Noor Khan', 0, 1, 0, 'Is it possible to have staging.example.org point at our staging space?'),
('practice/10', 'practice-2', 1795782300000, 'Alex', 1, 1, 0, 'Hello Noor, yes: create the domain in your org and add a CNAME. The docs have the steps.'),
('practice/10', 'practice-3', 1795784700000, 'Noor Khan', 0, 1, 1, 'I am away until Monday. For anything urgent write to the team.'),
('practice/11', 'practice-0', 1795782600000, 'Ola Berg', 0, 1, 0, 'One of our four instances restarts every few minutes. The site stays up.

> On Monday you wrote:
> the memory limit of the app is 512 MB'),
('practice/12', 'practice-0', 1795615500000, 'Dana Fox', 0, 1, 0, 'How do we rotate the keys of a bound service without downtime?'),
('practice/12', 'practice-2', 1795683900000, 'You', 1, 1, 0, 'Hello Dana, create a second key, restage, then delete the first. We close this now; write here to open it again.'),
('practice/12', 'practice-4', 1795786800000, 'Dana Fox', 0, 1, 0, 'Worked on the first try. Thanks!'),
('practice/13', 'practice-0', 1791381900000, 'Kim Larsen', 0, 1, 0, 'bind-service to our postgres times out. It worked yesterday.'),
('practice/13', 'practice-2', 1791384300000, 'Alex', 1, 1, 0, 'Hello Kim, the database was resizing, and the broker gives up after a minute. Please retry after the maintenance window.'),
('practice/14', 'practice-0', 1793196300000, 'Priya Nair', 0, 1, 0, 'Since the stack update our push fails with an invalid mode.'),
('practice/14', 'practice-2', 1793197500000, 'You', 1, 1, 0, 'Hello Priya, the droplet cache held files of the old stack. It is cleared; please push again.'),
('practice/15', 'practice-0', 1788876300000, 'Lin Wu', 0, 1, 0, 'Every Friday evening our response times double for an hour.'),
('practice/16', 'practice-0', 1790258700000, 'Noor Khan', 0, 1, 0, 'Our logs warn that a buildpack will be removed. When?'),
('rt:work/19', '90', 1795789260000, 'Sam', 0, 1, 0, 'We see no logs since noon.

Sam Example'),
('rt:work/19', '91', 1795789260000, 'Sam', 0, 1, 0, 'They are back for one app, not for the other.'),
('rt:work/41', '9100', 1795786800000, 'Gus Grid', 0, 1, 0, 'The substation page is down.'),
('rt:work/41', '9101', 1795786860000, 'Gus Grid', 0, 1, 1, 'I am away until Monday.'),
('rt:work/41', '9103', 1795786980000, 'Sam Second', 1, 0, 0, 'I take this one.'),
('rt:work/41', '9106', 1795787160000, 'Sam Second', 1, 0, 0, 'The same issue as RT 999.

[dutydesk/1 op=5f1c0000-0000-4000-8000-000000000060 act=linked ticket=999]'),
('rt:work/41', '9107', 1795787220000, 'Gus Grid', 0, 1, 0, 'Still down.');

CREATE TABLE attachment (
    ticket      TEXT NOT NULL,
    remote_id   TEXT NOT NULL,
    remote_transaction TEXT NOT NULL,
    name        TEXT NOT NULL,
    media_type  TEXT NOT NULL,
    size        INTEGER NOT NULL,
    content     BLOB,
    held        INTEGER GENERATED ALWAYS AS (length(content)) STORED,
    fetched_at  INTEGER,
    PRIMARY KEY (ticket, remote_id)
) STRICT;
INSERT INTO attachment (ticket, remote_id, remote_transaction, name, media_type, size, content, fetched_at) VALUES
('rt:work/4', 'file-1', '6', 'router.log', 'text/plain', 20, X'31313A3032203530320A31313A3033203530320A', 1795433400000),
('rt:work/4', 'file-2', '6', 'screen.png', 'image/png', 4, NULL, NULL);

CREATE TABLE sync_cursor (
    account     TEXT NOT NULL PRIMARY KEY,
    cursor      TEXT,
    last_ok_at  INTEGER,
    last_error  TEXT,
    last_try_at INTEGER
) STRICT;
INSERT INTO sync_cursor (account, cursor, last_ok_at, last_error, last_try_at) VALUES
('rt:work', '93', 1795789260000, 'The help desk cannot answer at the moment. Dutydesk tries again by itself.', 1795789560000);

CREATE TABLE deadline (
    ticket        TEXT NOT NULL,
    clock         TEXT NOT NULL CHECK (clock IN ('respond', 'update', 'triage')),
    cycle         INTEGER NOT NULL,
    due_at        INTEGER,
    at_risk_at    INTEGER,
    started_at    INTEGER NOT NULL,
    ended_at      INTEGER,
    paused        INTEGER NOT NULL CHECK (paused IN (0, 1)),
    priority      TEXT CHECK (priority IN ('P1', 'P2', 'P3', 'P4')),
    in_scope      INTEGER CHECK (in_scope IN (0, 1)),
    policy_hash   TEXT NOT NULL,
    calendar_hash TEXT NOT NULL,
    PRIMARY KEY (ticket, clock, cycle)
) STRICT;
INSERT INTO deadline (ticket, clock, cycle, due_at, at_risk_at, started_at, ended_at, paused, priority, in_scope, policy_hash, calendar_hash) VALUES
('rt:work/2', 'respond', 1, 1791280800000, 1791275040000, 1791194400000, NULL, 0, 'P4', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/2', 'triage', 1, 1791195000000, 1791194880000, 1791194400000, 1795423200000, 0, 'P4', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('local/2', 'respond', 1, 1795428420000, 1795428060000, 1795426620000, 1795427550000, 0, 'P2', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('local/2', 'triage', 1, 1795427220000, 1795427100000, 1795426620000, 1795426680000, 0, 'P2', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('local/3', 'respond', 1, 1795429350000, 1795428990000, 1795427550000, 1795429360000, 0, 'P2', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('local/3', 'triage', 1, 1795428150000, 1795428030000, 1795427550000, 1795427550000, 0, 'P2', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('local/3', 'update', 1, 1795432200000, 1795431752000, 1795429360000, 1795430400000, 0, 'P2', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('local/3', 'update', 2, 1795437720000, 1795436280000, 1795430520000, 1795430580000, 0, 'P2', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('local/4', 'respond', 1, 1795432380000, 1795432020000, 1795430580000, NULL, 0, 'P2', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('local/4', 'triage', 1, 1795431180000, 1795431060000, 1795430580000, 1795430580000, 0, 'P2', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('local/1', 'respond', 1, 1795425300000, 1795425120000, 1795424400000, 1795426560000, 0, 'P1', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('local/1', 'triage', 1, 1795425000000, 1795424880000, 1795424400000, 1795424460000, 0, 'P1', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('local/1', 'update', 1, 1795430160000, 1795429440000, 1795426560000, NULL, 0, 'P1', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/8', 'respond', 1, 1795511700000, 1795511520000, 1795510800000, NULL, 0, 'P1', 0, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/8', 'triage', 1, 1795511400000, 1795511280000, 1795457400000, 1795457400000, 0, 'P1', 0, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/7', 'respond', 1, 1795458600000, 1795458240000, 1795456800000, 1795458000000, 0, 'P1', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/7', 'triage', 1, 1795511400000, 1795511280000, 1795456800000, 1795456800000, 0, 'P1', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/7', 'update', 1, 1795461600000, 1795460880000, 1795458000000, NULL, 0, 'P1', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/10', 'triage', 1, 1795525800000, 1795525680000, 1795525200000, NULL, 0, NULL, 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/11', 'respond', 1, 1795530600000, 1795530240000, 1795528800000, 1795529100000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/11', 'triage', 1, 1795529400000, 1795529280000, 1795528800000, 1795528800000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/11', 'update', 1, 1795532400000, 1795531740000, 1795529100000, NULL, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/6', 'respond', 1, 1795443600000, 1795442160000, 1795436400000, 1795437000000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/6', 'triage', 1, 1795437000000, 1795436880000, 1795436400000, 1795436400000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/6', 'update', 1, 1795451400000, 1795448520000, 1795437000000, 1795437600000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/6', 'update', 2, 1795452000000, 1795449120000, 1795437600000, 1795437600000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/6', 'respond', 2, 1795518600000, 1795517160000, 1795511400000, 1795512000000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/6', 'update', 3, 1795536000000, 1795533120000, 1795521600000, 1795523400000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/6', 'update', 4, 1795537800000, 1795534920000, 1795523400000, 1795523400000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/6', 'respond', 3, 1795606200000, 1795604760000, 1795599000000, NULL, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/5', 'respond', 1, 1795442700000, 1795441260000, 1795435500000, 1795435500000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/5', 'triage', 1, 1795436100000, 1795435980000, 1795435500000, 1795435500000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/5', 'update', 1, 1795524900000, 1795522020000, 1795435500000, 1795512000000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/5', 'update', 2, 1795531800000, 1795528920000, 1795512000000, 1795518000000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/5', 'update', 3, 1795532400000, 1795529520000, 1795518000000, 1795618800000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/5', 'update', 4, NULL, NULL, 1795618800000, NULL, 1, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('local/6', 'respond', 1, 1795792800000, 1795787040000, 1795620000000, NULL, 0, 'P4', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('local/6', 'triage', 1, 1795620600000, 1795620480000, 1795620000000, 1795620000000, 0, 'P4', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/12', 'triage', 1, 1795772460000, 1795772340000, 1795771860000, NULL, 0, NULL, 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/13', 'respond', 1, 1795791600000, 1795790160000, 1795784400000, 1795784700000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/13', 'triage', 1, 1795785000000, 1795784880000, 1795784400000, 1795785000000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/13', 'update', 1, 1795788600000, 1795787820000, 1795784700000, 1795785000000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/13', 'update', 2, 1795790400000, 1795789320000, 1795785000000, 1795785000000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/13', 'update', 3, 1796029800000, 1795796520000, 1795785000000, 1795785000000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/13', 'update', 4, 1796029800000, 1795796520000, 1795785000000, 1795785000000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/14', 'respond', 1, 1795791600000, 1795790160000, 1795784400000, 1795785000000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/14', 'triage', 1, 1795785000000, 1795784880000, 1795784400000, 1795785300000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/14', 'update', 1, 1795788900000, 1795788120000, 1795785000000, NULL, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/4', 'respond', 1, 1795434300000, 1795434120000, 1795433400000, 1795433580000, 0, 'P1', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/4', 'triage', 1, 1795434000000, 1795433880000, 1795433400000, 1795433400000, 0, 'P1', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/4', 'update', 1, 1795437180000, 1795436460000, 1795433580000, 1795434720000, 0, 'P1', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/4', 'update', 2, 1795435800000, 1795435584000, 1795434720000, 1795435500000, 0, 'P1', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/4', 'update', 3, 1795439100000, 1795438380000, 1795435500000, 1795453200000, 0, 'P1', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/4', 'update', 4, 1795510800000, 1795510440000, 1795453200000, 1795511400000, 0, 'P1', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/4', 'update', 5, 1795515000000, 1795514280000, 1795511400000, 1795788000000, 0, 'P1', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/4', 'update', 6, 1795791600000, 1795790880000, 1795788000000, 1795788300000, 0, 'P1', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/4', 'update', 7, 1796029200000, 1796029200000, 1795788300000, NULL, 1, 'P1', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/1', 'respond', 1, 1795783800000, 1795783620000, 1795782900000, 1795783680000, 0, 'P1', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/1', 'update', 1, 1795787280000, 1795786560000, 1795783680000, 1795784340000, 0, 'P1', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/1', 'update', 2, 1795787940000, 1795787220000, 1795784340000, NULL, 0, 'P1', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/12', 'respond', 1, 1795788300000, 1795782540000, 1795615500000, 1795683900000, 0, 'P4', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/12', 'triage', 1, 1795616100000, 1795615980000, 1795615500000, 1795617300000, 0, 'P4', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/12', 'update', 1, 1796058000000, 1796046480000, 1795683900000, 1795683960000, 0, 'P4', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/12', 'respond', 2, 1796046000000, 1796040240000, 1795786800000, NULL, 0, 'P4', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/13', 'respond', 1, 1791446700000, 1791387660000, 1791381900000, 1791384300000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/13', 'triage', 1, 1791382500000, 1791382380000, 1791381900000, 1791382260000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/13', 'update', 1, 1791456300000, 1791453420000, 1791384300000, 1791468300000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/14', 'respond', 1, 1793198100000, 1793197740000, 1793196300000, 1793197500000, 0, 'P2', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/14', 'triage', 1, 1793196900000, 1793196780000, 1793196300000, 1793196840000, 0, 'P2', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/14', 'update', 1, 1793204700000, 1793203260000, 1793197500000, 1793199900000, 0, 'P2', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/4', 'respond', 1, 1795788900000, 1795788540000, 1795787100000, NULL, 0, 'P2', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/4', 'triage', 1, 1795787700000, 1795787580000, 1795787100000, 1795787340000, 0, 'P2', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/5', 'respond', 1, 1795791720000, 1795790280000, 1795784520000, NULL, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/5', 'triage', 1, 1795785120000, 1795785000000, 1795784520000, 1795784820000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/6', 'respond', 1, 1795786800000, 1795786440000, 1795785000000, 1795787940000, 0, 'P2', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/6', 'triage', 1, 1795785600000, 1795785480000, 1795785000000, 1795785300000, 0, 'P2', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/6', 'update', 1, 1795795140000, 1795793700000, 1795787940000, NULL, 0, 'P2', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/7', 'respond', 1, 1795798800000, 1795793040000, 1795768500000, NULL, 0, 'P4', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/7', 'triage', 1, 1795770600000, 1795770480000, 1795768500000, 1795768980000, 0, 'P4', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/8', 'respond', 1, 1795783500000, 1795782060000, 1795776300000, 1795779300000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/8', 'triage', 1, 1795776900000, 1795776780000, 1795776300000, 1795776600000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/8', 'update', 1, NULL, NULL, 1795779300000, NULL, 1, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/9', 'respond', 1, 1795787160000, 1795786980000, 1795786260000, 1795786500000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/2', 'respond', 1, 1795789620000, 1795789260000, 1795787820000, 1795788600000, 0, 'P2', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/2', 'triage', 1, 1795788420000, 1795788300000, 1795787820000, 1795788600000, 0, 'P2', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/2', 'update', 1, 1795795800000, 1795794360000, 1795788600000, NULL, 0, 'P2', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/10', 'respond', 1, 1796039100000, 1796033340000, 1795779900000, 1795782300000, 0, 'P4', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/10', 'triage', 1, 1795780500000, 1795780380000, 1795779900000, 1795780320000, 0, 'P4', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/10', 'update', 1, 1796127900000, 1796116380000, 1795782300000, 1795788600000, 0, 'P4', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/10', 'update', 2, 1796134200000, 1796122680000, 1795788600000, 1795788600000, 0, 'P4', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/11', 'respond', 1, 1795789800000, 1795788360000, 1795782600000, NULL, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('practice/11', 'triage', 1, 1795783200000, 1795783080000, 1795782600000, 1795783020000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/19', 'triage', 1, 1795789860000, 1795789740000, 1795789260000, NULL, 0, NULL, 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/15', 'respond', 1, 1795791600000, 1795790160000, 1795784400000, 1795789020000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/15', 'triage', 1, 1795785000000, 1795784880000, 1795784400000, 1795789320000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/15', 'update', 1, 1795792920000, 1795792140000, 1795789020000, NULL, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/16', 'respond', 1, 1795791600000, 1795790160000, 1795784400000, 1795789080000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/16', 'triage', 1, 1795785000000, 1795784880000, 1795784400000, 1795789380000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/16', 'update', 1, 1795792980000, 1795792200000, 1795789080000, NULL, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/17', 'respond', 1, 1795791600000, 1795790160000, 1795784400000, 1795789140000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/17', 'triage', 1, 1795785000000, 1795784880000, 1795784400000, 1795789440000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/17', 'update', 1, 1795793040000, 1795792260000, 1795789140000, NULL, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/18', 'respond', 1, 1795791600000, 1795790160000, 1795784400000, 1795789200000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/18', 'triage', 1, 1795785000000, 1795784880000, 1795784400000, 1795789500000, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/18', 'update', 1, 1795793100000, 1795792320000, 1795789200000, NULL, 0, 'P3', 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:lab/7', 'triage', 1, 1795601400000, 1795601280000, 1795600800000, NULL, 0, NULL, 1, '0bc0d3b72c8b570d', 'Europe/London'),
('rt:work/41', 'respond', 1, 1795787700000, 1795787520000, 1795786800000, NULL, 0, 'P1', 1, '0bc0d3b72c8b570d', 'Europe/London');

CREATE TABLE list_row (
    ticket        TEXT NOT NULL PRIMARY KEY,
    place         TEXT NOT NULL CHECK (place IN ('running', 'untriaged', 'paused', 'before', 'closed')),
    whose         TEXT NOT NULL CHECK (whose IN ('mine', 'nobody', 'other')),
    sort_at       INTEGER NOT NULL,
    priority      TEXT CHECK (priority IN ('P1', 'P2', 'P3', 'P4')),
    clock         TEXT CHECK (clock IN ('respond', 'update', 'triage')),
    due_at        INTEGER,
    at_risk_at    INTEGER,
    chase_at      INTEGER,
    waiting_since INTEGER,
    raised_at     INTEGER NOT NULL,
    subject       TEXT NOT NULL,
    tenant        TEXT,
    owner         TEXT,
    source        TEXT NOT NULL,
    status        TEXT NOT NULL,
    incident      INTEGER NOT NULL CHECK (incident IN (0, 1)),
    practice      INTEGER NOT NULL CHECK (practice IN (0, 1))
) STRICT;
INSERT INTO list_row (ticket, place, whose, sort_at, priority, clock, due_at, at_risk_at, chase_at, waiting_since, raised_at, subject, tenant, owner, source, status, incident, practice) VALUES
('rt:work/1', 'before', 'nobody', -1791194400000, NULL, NULL, NULL, NULL, NULL, NULL, 1791194400000, 'Old question about quotas', 'archive.example.org', 'nobody', 'RT 1', '', 0, 0),
('rt:work/2', 'running', 'nobody', 1791280800000, 'P4', 'respond', 1791280800000, 1791275040000, NULL, NULL, 1791194400000, 'Old warning in the logs', 'archive.example.org', 'nobody', 'RT 2', '', 0, 0),
('rt:work/3', 'before', 'nobody', -1791194400000, NULL, NULL, NULL, NULL, NULL, NULL, 1791194400000, 'Old broken link', 'archive.example.org', 'nobody', 'RT 3', '', 0, 0),
('local/1', 'running', 'nobody', 1795430160000, 'P1', 'update', 1795430160000, 1795429440000, NULL, NULL, 1795424400000, 'Apps are down', 'orders', 'nobody', 'Slack', 'answered, work not started', 1, 0),
('local/2', 'running', 'mine', 9223372036854775807, 'P2', NULL, NULL, NULL, NULL, NULL, 1795426620000, 'Smoke tests fail', NULL, 'you', 'Phone', '', 0, 0),
('local/3', 'closed', 'nobody', -1795427550000, 'P2', NULL, NULL, NULL, NULL, NULL, 1795427550000, 'Invoices are late', 'billing', 'nobody', 'Mail', 'answered, work not started', 0, 0),
('local/4', 'running', 'nobody', 1795432380000, 'P2', 'respond', 1795432380000, 1795432020000, NULL, NULL, 1795430580000, 'Exports hang', 'reports', 'nobody', 'Slack + Slack', '', 0, 0),
('rt:work/4', 'running', 'mine', 1796029200000, 'P1', 'update', 1796029200000, 1796029200000, NULL, NULL, 1795433400000, 'Deploys fail with 502', 'orders.example.org', 'you', 'RT 4', '', 1, 0),
('rt:work/5', 'paused', 'nobody', 1795771800000, 'P3', 'update', NULL, NULL, 1795771800000, NULL, 1795435500000, 'Quota: 2 GB each for web and worker', 'registers.example.org', 'nobody', 'RT 5 + RT 9', '', 0, 0),
('rt:work/6', 'running', 'nobody', 1795606200000, 'P3', 'respond', 1795606200000, 1795604760000, NULL, 1795599000000, 1795436400000, 'How to rotate a key', 'vault.example.org', 'nobody', 'RT 6', '', 0, 0),
('rt:work/7', 'running', 'nobody', 1795461600000, 'P1', 'update', 1795461600000, 1795460880000, NULL, NULL, 1795456800000, 'Nobody can log in', 'portal.example.org', 'nobody', 'RT 7', 'answered, work not started', 0, 0),
('rt:work/8', 'running', 'nobody', 1795511700000, 'P1', 'respond', 1795511700000, 1795511520000, NULL, NULL, 1795457400000, 'Dashboard shows old numbers', 'portal.example.org', 'nobody', 'RT 8', '', 0, 0),
('rt:work/10', 'untriaged', 'nobody', 1795525800000, NULL, 'triage', 1795525800000, 1795525680000, NULL, NULL, 1795525200000, 'Memory of the worker', 'registers.example.org', 'nobody', 'RT 10', '', 0, 0),
('rt:work/11', 'running', 'nobody', 1795532400000, 'P3', 'update', 1795532400000, 1795531740000, NULL, NULL, 1795528800000, 'Builds wait for an hour', 'builds.example.org', 'nobody', 'RT 11', '', 0, 0),
('local/6', 'running', 'nobody', 1795792800000, 'P4', 'respond', 1795792800000, 1795787040000, NULL, NULL, 1795620000000, 'Where are the docs?', 'billing', 'nobody', 'Mail', '', 0, 0),
('rt:work/12', 'untriaged', 'nobody', 1795772460000, NULL, 'triage', 1795772460000, 1795772340000, NULL, NULL, 1795771860000, 'Scheduler forgets jobs', 'jobs.example.org', 'nobody', 'RT 12', '', 0, 0),
('rt:work/13', 'closed', 'mine', -1795784400000, 'P3', NULL, NULL, NULL, NULL, NULL, 1795784400000, 'Slow pushes: sent', 'pushes.example.org', 'you', 'RT 13', '', 0, 0),
('rt:work/14', 'running', 'nobody', 1795788900000, 'P3', 'update', 1795788900000, 1795788120000, NULL, NULL, 1795784400000, 'Pushes are slow (refused)', 'pushes.example.org', 'nobody', 'RT 14', '', 0, 0),
('rt:work/15', 'running', 'nobody', 1795792920000, 'P3', 'update', 1795792920000, 1795792140000, NULL, NULL, 1795784400000, 'Slow pushes: cancelled', 'pushes.example.org', 'nobody', 'RT 15', '', 0, 0),
('rt:work/16', 'running', 'mine', 1795792980000, 'P3', 'update', 1795792980000, 1795792200000, NULL, NULL, 1795784400000, 'Slow pushes: unknown', 'pushes.example.org', 'you', 'RT 16', 'reply waiting to be sent', 0, 0),
('rt:work/17', 'running', 'mine', 1795793040000, 'P3', 'update', 1795793040000, 1795792260000, NULL, NULL, 1795784400000, 'Slow pushes: sending', 'pushes.example.org', 'you', 'RT 17', 'reply waiting to be sent', 0, 0),
('rt:work/18', 'running', 'mine', 1795793100000, 'P3', 'update', 1795793100000, 1795792320000, NULL, NULL, 1795784400000, 'Slow pushes: queued', 'pushes.example.org', 'you', 'RT 18', 'reply waiting to be sent', 0, 0),
('practice/1', 'running', 'mine', 1795787940000, 'P1', 'update', 1795787940000, 1795787220000, NULL, 1795786020000, 1795782900000, 'failure pushing app: invalid mode 0444', 'notify-api', 'you', 'Practice 1', '', 0, 1),
('practice/10', 'closed', 'nobody', -1795779900000, 'P4', NULL, NULL, NULL, NULL, NULL, 1795779900000, 'Can we use our own domain for staging?', 'verify-hub', 'nobody', 'Practice 10', '', 0, 1),
('practice/11', 'running', 'nobody', 1795789800000, 'P3', 'respond', 1795789800000, 1795788360000, NULL, NULL, 1795782600000, 'App restarts every few minutes in london', 'data-portal', 'nobody', 'Practice 11 + Practice 3', '', 0, 1),
('practice/12', 'running', 'mine', 1796046000000, 'P4', 'respond', 1796046000000, 1796040240000, NULL, 1795786800000, 1795615500000, 'Question about service key rotation', 'forms', 'you', 'Practice 12', '', 0, 1),
('practice/13', 'closed', 'other', -1791381900000, 'P3', NULL, NULL, NULL, NULL, NULL, 1791381900000, 'Service broker times out when the database is resizing', 'dm-frontend', 'Alex', 'Practice 13', '', 0, 1),
('practice/14', 'closed', 'mine', -1793196300000, 'P2', NULL, NULL, NULL, NULL, NULL, 1793196300000, 'invalid mode after a stack update', 'registers', 'you', 'Practice 14', 'answered, work not started', 0, 1),
('practice/15', 'before', 'nobody', -1788876300000, NULL, NULL, NULL, NULL, NULL, NULL, 1788876300000, 'Slow responses on Friday evenings', 'trade-tariff', 'nobody', 'Practice 15', '', 0, 1),
('practice/16', 'before', 'nobody', -1790258700000, NULL, NULL, NULL, NULL, NULL, NULL, 1790258700000, 'Old buildpack warning in the logs', 'verify-hub', 'nobody', 'Practice 16', '', 0, 1),
('practice/2', 'running', 'mine', 1795795800000, 'P2', 'update', 1795795800000, 1795794360000, NULL, NULL, 1795787820000, 'our deploys hang since lunch', 'registers', 'you', 'Practice 2', 'answered, work not started', 1, 1),
('practice/4', 'running', 'mine', 1795788900000, 'P2', 'respond', 1795788900000, 1795788540000, NULL, NULL, 1795787100000, 'elevated 502 rate on routers', 'gov-wifi', 'you', 'Practice 4', '', 0, 1),
('practice/5', 'running', 'nobody', 1795791720000, 'P3', 'respond', 1795791720000, 1795790280000, NULL, NULL, 1795784520000, 'Intermittent log drain drops', 'pay-toolbox', 'nobody', 'Practice 5', '', 0, 1),
('practice/6', 'running', 'other', 1795795140000, 'P2', 'update', 1795795140000, 1795793700000, NULL, NULL, 1795785000000, 'api certificate renewal failing in london', 'vcs', 'Alex', 'Practice 6', '', 0, 1),
('practice/7', 'running', 'nobody', 1795798800000, 'P4', 'respond', 1795798800000, 1795793040000, NULL, NULL, 1795768500000, 'Docs: broken link to buildpacks page', 'trade-tariff', 'nobody', 'Practice 7', '', 0, 1),
('practice/8', 'paused', 'mine', 1796124960000, 'P3', 'update', NULL, NULL, 1796124960000, NULL, 1795776300000, 'memory quota for org', 'forms', 'you', 'Practice 8', '', 0, 1),
('practice/9', 'running', 'mine', 9223372036854775807, 'P3', NULL, NULL, NULL, NULL, NULL, 1795786260000, 'SmokeTestsFail: prod, create user and push app', NULL, 'you', 'Practice 9', '', 0, 1),
('rt:work/19', 'untriaged', 'nobody', 1795789860000, NULL, 'triage', 1795789860000, 1795789740000, NULL, 1795789260000, 1795789260000, 'Logs are gone', 'pay.example.org', 'nobody', 'RT 19', '', 0, 0),
('rt:lab/7', 'untriaged', 'nobody', 1795601400000, NULL, 'triage', 1795601400000, 1795601280000, NULL, NULL, 1795600800000, 'rt:lab/7', 'lab.example.org', 'nobody', 'RT 7', '', 0, 0),
('rt:work/41', 'running', 'other', 1795787700000, 'P1', 'respond', 1795787700000, 1795787520000, NULL, 1795787220000, 1795786800000, 'Substation page is down', 'grid.example.org', 'sam', 'RT 41', '', 0, 0);

CREATE TABLE document (
    id      INTEGER PRIMARY KEY,
    kind    TEXT NOT NULL CHECK (kind IN ('ticket', 'message', 'incident', 'line')),
    key     TEXT NOT NULL,
    subject TEXT NOT NULL,
    at      INTEGER NOT NULL,
    title   TEXT NOT NULL,
    UNIQUE (kind, key)
) STRICT;
INSERT INTO document (id, kind, key, subject, at, title) VALUES
(1875772755148800000, 'ticket', 'practice/15', 'practice/15', 1788876300000, 'Slow responses on Friday evenings'),
(1875772755148800001, 'message', 'practice/15
practice-0', 'practice/15', 1788876300000, ''),
(1877222306611200000, 'ticket', 'practice/16', 'practice/16', 1790258700000, 'Old buildpack warning in the logs'),
(1877222306611200001, 'message', 'practice/16
practice-0', 'practice/16', 1790258700000, ''),
(1878203459174400000, 'ticket', 'rt:work/3', 'rt:work/3', 1791194400000, 'Old broken link'),
(1878203459174400001, 'ticket', 'rt:work/2', 'rt:work/2', 1791194400000, 'Old warning in the logs'),
(1878203459174400002, 'ticket', 'rt:work/1', 'rt:work/1', 1791194400000, 'Old question about quotas'),
(1878203459174400003, 'message', 'rt:work/2
2', 'rt:work/2', 1791194400000, ''),
(1878400067174400000, 'ticket', 'practice/13', 'practice/13', 1791381900000, 'Service broker times out when the database is resizing'),
(1878400067174400001, 'message', 'practice/13
practice-0', 'practice/13', 1791381900000, ''),
(1878402583756800000, 'message', 'practice/13
practice-2', 'practice/13', 1791384300000, ''),
(1880302603468800000, 'ticket', 'practice/14', 'practice/14', 1793196300000, 'invalid mode after a stack update'),
(1880302603468800001, 'message', 'practice/14
practice-0', 'practice/14', 1793196300000, ''),
(1880303861760000000, 'message', 'practice/14
practice-2', 'practice/14', 1793197500000, ''),
(1882637677363200000, 'message', 'rt:work/2
4', 'rt:work/2', 1795423200000, ''),
(1882638935654400000, 'ticket', 'local/1', 'local/1', 1795424400000, 'Apps are down'),
(1882641148149760000, 'incident', 'incident/1', 'incident/1', 1795426510000, 'Apps are down for orders'),
(1882641148149760001, 'line', '1', 'incident/1', 1795426510000, ''),
(1882641263493120000, 'ticket', 'local/2', 'local/2', 1795426620000, 'Smoke tests fail'),
(1882642238668800000, 'ticket', 'local/3', 'local/3', 1795427550000, 'Invoices are late'),
(1882645415854080000, 'ticket', 'local/4', 'local/4', 1795430580000, 'Exports hang'),
(1882645415854080001, 'ticket', 'local/5', 'local/5', 1795430580000, 'Exports hang too'),
(1882647114547200000, 'line', '2', 'incident/1', 1795432200000, ''),
(1882647114547200001, 'line', '3', 'incident/1', 1795432200000, ''),
(1882648372838400000, 'ticket', 'rt:work/4', 'rt:work/4', 1795433400000, 'Deploys fail with 502'),
(1882648372838400001, 'message', 'rt:work/4
6', 'rt:work/4', 1795433400000, ''),
(1882648372838400002, 'message', 'rt:work/4
7', 'rt:work/4', 1795433400000, ''),
(1882648435752960000, 'line', '5', 'incident/2', 1795433460000, ''),
(1882648561582080000, 'message', 'rt:work/4
9', 'rt:work/4', 1795433580000, ''),
(1882648561582080001, 'message', 'rt:work/4
10', 'rt:work/4', 1795433580000, ''),
(1882648561582080002, 'incident', 'incident/2', 'incident/2', 1795433580000, 'Deploys fail with 502'),
(1882648561582080003, 'line', '4', 'incident/2', 1795433580000, ''),
(1882648561582080004, 'line', '6', 'incident/2', 1795433580000, ''),
(1882648561582080005, 'line', '7', 'incident/2', 1795433580000, ''),
(1882648561582080006, 'line', '8', 'incident/2', 1795433580000, ''),
(1882649631129600000, 'message', 'rt:work/4
12', 'rt:work/4', 1795434600000, ''),
(1882649756958720000, 'message', 'rt:work/4
13', 'rt:work/4', 1795434720000, ''),
(1882649756958720001, 'message', 'rt:work/4
14', 'rt:work/4', 1795434720000, ''),
(1882649756958720002, 'message', 'rt:work/4
15', 'rt:work/4', 1795434720000, ''),
(1882650574848000000, 'message', 'rt:work/4
16', 'rt:work/4', 1795435500000, ''),
(1882650574848000002, 'message', 'rt:work/5
17', 'rt:work/5', 1795435500000, ''),
(1882650574848000003, 'message', 'rt:work/5
18', 'rt:work/5', 1795435500000, ''),
(1882650574848000004, 'message', 'rt:work/5
20', 'rt:work/5', 1795435500000, ''),
(1882650574848000005, 'ticket', 'rt:work/5', 'rt:work/5', 1795435500000, 'Quota: 2 GB each for web and worker'),
(1882651518566400000, 'message', 'rt:work/5
21', 'rt:work/5', 1795436400000, ''),
(1882651518566400001, 'ticket', 'rt:work/6', 'rt:work/6', 1795436400000, 'How to rotate a key'),
(1882651518566400002, 'message', 'rt:work/6
22', 'rt:work/6', 1795436400000, ''),
(1882651518566400003, 'message', 'rt:work/6
23', 'rt:work/6', 1795436400000, ''),
(1882652147712000000, 'message', 'rt:work/6
25', 'rt:work/6', 1795437000000, ''),
(1882652776857600000, 'message', 'rt:work/6
26', 'rt:work/6', 1795437600000, ''),
(1882657810022400000, 'incident', 'incident/3', 'incident/3', 1795442400000, 'Mail is slow'),
(1882657810022400001, 'line', '9', 'incident/3', 1795442400000, ''),
(1882657810022400002, 'line', '10', 'incident/3', 1795442400000, ''),
(1882661584896000000, 'line', '11', 'incident/3', 1795446000000, ''),
(1882669134643200000, 'line', '12', 'incident/2', 1795453200000, ''),
(1882669134643200001, 'message', 'rt:work/4
28', 'rt:work/4', 1795453200000, ''),
(1882669134643200002, 'message', 'rt:work/4
29', 'rt:work/4', 1795453200000, ''),
(1882669134643200003, 'message', 'rt:work/4
30', 'rt:work/4', 1795453200000, ''),
(1882672909516800000, 'ticket', 'rt:work/7', 'rt:work/7', 1795456800000, 'Nobody can log in'),
(1882672909516800001, 'message', 'rt:work/7
31', 'rt:work/7', 1795456800000, ''),
(1882672909516800002, 'message', 'rt:work/7
32', 'rt:work/7', 1795456800000, ''),
(1882673538662400000, 'ticket', 'rt:work/8', 'rt:work/8', 1795457400000, 'Dashboard shows old numbers'),
(1882673538662400001, 'message', 'rt:work/8
34', 'rt:work/8', 1795457400000, ''),
(1882673538662400002, 'message', 'rt:work/8
35', 'rt:work/8', 1795457400000, ''),
(1882674167808000000, 'message', 'rt:work/7
37', 'rt:work/7', 1795458000000, ''),
(1882727645184000000, 'line', '13', 'incident/2', 1795509000000, ''),
(1882727645184000001, 'message', 'rt:work/4
38', 'rt:work/4', 1795509000000, ''),
(1882730161766400000, 'message', 'rt:work/4
39', 'rt:work/4', 1795511400000, ''),
(1882730161766400001, 'message', 'rt:work/6
41', 'rt:work/6', 1795511400000, ''),
(1882730161766400002, 'message', 'rt:work/5
40', 'rt:work/5', 1795511400000, ''),
(1882730790912000000, 'message', 'rt:work/5
42', 'rt:work/5', 1795512000000, ''),
(1882730790912000001, 'message', 'rt:work/6
43', 'rt:work/6', 1795512000000, ''),
(1882731420057600000, 'message', 'rt:work/5
44', 'rt:work/5', 1795512600000, ''),
(1882737082368000000, 'message', 'rt:work/5
45', 'rt:work/5', 1795518000000, ''),
(1882737082368000001, 'message', 'rt:work/5
46', 'rt:work/5', 1795518000000, ''),
(1882742744678400000, 'message', 'rt:work/6
49', 'rt:work/6', 1795523400000, ''),
(1882744632115200000, 'ticket', 'rt:work/9', 'rt:work/9', 1795525200000, 'More memory, please'),
(1882744632115200001, 'message', 'rt:work/9
51', 'rt:work/9', 1795525200000, ''),
(1882744632115200002, 'ticket', 'rt:work/10', 'rt:work/10', 1795525200000, 'Memory of the worker'),
(1882744632115200003, 'message', 'rt:work/10
52', 'rt:work/10', 1795525200000, ''),
(1882744632115200004, 'message', 'rt:work/9
53', 'rt:work/9', 1795525200000, ''),
(1882744632115200005, 'message', 'rt:work/5
54', 'rt:work/5', 1795525200000, ''),
(1882744632115200006, 'message', 'rt:work/10
55', 'rt:work/10', 1795525200000, ''),
(1882744632115200007, 'message', 'rt:work/5
56', 'rt:work/5', 1795525200000, ''),
(1882744632115200008, 'message', 'rt:work/10
57', 'rt:work/10', 1795525200000, ''),
(1882748406988800000, 'ticket', 'rt:work/11', 'rt:work/11', 1795528800000, 'Builds wait for an hour'),
(1882748406988800001, 'message', 'rt:work/11
58', 'rt:work/11', 1795528800000, ''),
(1882748406988800002, 'message', 'rt:work/11
59', 'rt:work/11', 1795528800000, ''),
(1882748721561600000, 'message', 'rt:work/11
60', 'rt:work/11', 1795529100000, ''),
(1882748784476160000, 'message', 'rt:work/11
61', 'rt:work/11', 1795529160000, ''),
(1882748784476160001, 'message', 'rt:work/11
62', 'rt:work/11', 1795529160000, ''),
(1882748784476160002, 'message', 'rt:work/11
63', 'rt:work/11', 1795529160000, ''),
(1882822017024000000, 'message', 'rt:work/6
65', 'rt:work/6', 1795599000000, ''),
(1882839318528000000, 'ticket', 'practice/12', 'practice/12', 1795615500000, 'Question about service key rotation'),
(1882839318528000001, 'message', 'practice/12
practice-0', 'practice/12', 1795615500000, ''),
(1882842778828800000, 'message', 'rt:work/5
66', 'rt:work/5', 1795618800000, ''),
(1882843407974400000, 'message', 'rt:work/5
67', 'rt:work/5', 1795619400000, ''),
(1882844037120000000, 'ticket', 'local/6', 'local/6', 1795620000000, 'Where are the docs?'),
(1882911041126400000, 'message', 'practice/12
practice-2', 'practice/12', 1795683900000, ''),
(1882999750656000000, 'ticket', 'practice/7', 'practice/7', 1795768500000, 'Docs: broken link to buildpacks page'),
(1882999750656000001, 'message', 'practice/7
practice-0', 'practice/7', 1795768500000, ''),
(1883003273871360000, 'ticket', 'rt:work/12', 'rt:work/12', 1795771860000, 'Scheduler forgets jobs'),
(1883003273871360001, 'message', 'rt:work/12
68', 'rt:work/12', 1795771860000, ''),
(1883007929548800000, 'ticket', 'practice/8', 'practice/8', 1795776300000, 'memory quota for org'),
(1883007929548800001, 'message', 'practice/8
practice-0', 'practice/8', 1795776300000, ''),
(1883011075276800000, 'message', 'practice/8
practice-2', 'practice/8', 1795779300000, ''),
(1883011704422400000, 'ticket', 'practice/10', 'practice/10', 1795779900000, 'Can we use our own domain for staging?'),
(1883011704422400001, 'message', 'practice/10
practice-0', 'practice/10', 1795779900000, ''),
(1883014221004800000, 'message', 'practice/10
practice-2', 'practice/10', 1795782300000, ''),
(1883014535577600000, 'ticket', 'practice/11', 'practice/11', 1795782600000, 'App restarts every few minutes in london'),
(1883014535577600001, 'message', 'practice/11
practice-0', 'practice/11', 1795782600000, ''),
(1883014850150400000, 'ticket', 'practice/1', 'practice/1', 1795782900000, 'failure pushing app: invalid mode 0444'),
(1883014850150400001, 'message', 'practice/1
practice-0', 'practice/1', 1795782900000, ''),
(1883015290552320000, 'message', 'practice/1
practice-1', 'practice/1', 1795783320000, ''),
(1883015668039680000, 'message', 'practice/1
practice-3', 'practice/1', 1795783680000, ''),
(1883016360099840000, 'message', 'practice/1
practice-4', 'practice/1', 1795784340000, ''),
(1883016423014400001, 'message', 'rt:work/13
69', 'rt:work/13', 1795784400000, ''),
(1883016423014400003, 'message', 'rt:work/14
70', 'rt:work/14', 1795784400000, ''),
(1883016423014400005, 'message', 'rt:work/15
71', 'rt:work/15', 1795784400000, ''),
(1883016423014400007, 'message', 'rt:work/16
72', 'rt:work/16', 1795784400000, ''),
(1883016423014400009, 'message', 'rt:work/17
73', 'rt:work/17', 1795784400000, ''),
(1883016423014400011, 'message', 'rt:work/18
74', 'rt:work/18', 1795784400000, ''),
(1883016423014400012, 'ticket', 'rt:work/13', 'rt:work/13', 1795784400000, 'Slow pushes: sent'),
(1883016423014400013, 'ticket', 'rt:work/14', 'rt:work/14', 1795784400000, 'Pushes are slow (refused)'),
(1883016423014400014, 'ticket', 'rt:work/15', 'rt:work/15', 1795784400000, 'Slow pushes: cancelled'),
(1883016423014400015, 'ticket', 'rt:work/16', 'rt:work/16', 1795784400000, 'Slow pushes: unknown'),
(1883016423014400016, 'ticket', 'rt:work/17', 'rt:work/17', 1795784400000, 'Slow pushes: sending'),
(1883016423014400017, 'ticket', 'rt:work/18', 'rt:work/18', 1795784400000, 'Slow pushes: queued'),
(1883016548843520000, 'ticket', 'practice/5', 'practice/5', 1795784520000, 'Intermittent log drain drops'),
(1883016548843520001, 'message', 'practice/5
practice-0', 'practice/5', 1795784520000, ''),
(1883016737587200000, 'message', 'practice/10
practice-3', 'practice/10', 1795784700000, ''),
(1883017052160000000, 'message', 'rt:work/13
75', 'rt:work/13', 1795785000000, ''),
(1883017052160000001, 'message', 'rt:work/13
77', 'rt:work/13', 1795785000000, ''),
(1883017052160000002, 'message', 'rt:work/13
78', 'rt:work/13', 1795785000000, ''),
(1883017052160000003, 'message', 'rt:work/13
79', 'rt:work/13', 1795785000000, ''),
(1883017052160000004, 'message', 'rt:work/13
82', 'rt:work/13', 1795785000000, ''),
(1883017052160000005, 'message', 'rt:work/13
83', 'rt:work/13', 1795785000000, ''),
(1883017052160000006, 'message', 'rt:work/13
84', 'rt:work/13', 1795785000000, ''),
(1883017052160000007, 'ticket', 'practice/6', 'practice/6', 1795785000000, 'api certificate renewal failing in london'),
(1883017052160000008, 'message', 'practice/6
practice-0', 'practice/6', 1795785000000, ''),
(1883018121707520000, 'message', 'practice/1
practice-5', 'practice/1', 1795786020000, ''),
(1883018373365760000, 'ticket', 'practice/9', 'practice/9', 1795786260000, 'SmokeTestsFail: prod, create user and push app'),
(1883018750853120000, 'message', 'practice/9
practice-1', 'practice/9', 1795786620000, ''),
(1883018939596800000, 'message', 'practice/12
practice-4', 'practice/12', 1795786800000, ''),
(1883018939596800001, 'ticket', 'rt:work/41', 'rt:work/41', 1795786800000, 'Substation page is down'),
(1883018939596800002, 'message', 'rt:work/41
9100', 'rt:work/41', 1795786800000, ''),
(1883019002511360000, 'message', 'rt:work/41
9101', 'rt:work/41', 1795786860000, ''),
(1883019128340480000, 'message', 'rt:work/41
9103', 'rt:work/41', 1795786980000, ''),
(1883019254169600000, 'ticket', 'practice/4', 'practice/4', 1795787100000, 'elevated 502 rate on routers'),
(1883019254169600001, 'message', 'practice/4
practice-0', 'practice/4', 1795787100000, ''),
(1883019317084160000, 'message', 'rt:work/41
9106', 'rt:work/41', 1795787160000, ''),
(1883019379998720000, 'message', 'rt:work/41
9107', 'rt:work/41', 1795787220000, ''),
(1883019631656960000, 'message', 'practice/4
practice-3', 'practice/4', 1795787460000, ''),
(1883020009144320000, 'ticket', 'practice/2', 'practice/2', 1795787820000, 'our deploys hang since lunch'),
(1883020009144320001, 'message', 'practice/2
practice-0', 'practice/2', 1795787820000, ''),
(1883020134973440000, 'message', 'practice/6
practice-3', 'practice/6', 1795787940000, ''),
(1883020197888000000, 'message', 'rt:work/4
86', 'rt:work/4', 1795788000000, ''),
(1883020386631680000, 'ticket', 'practice/3', 'practice/3', 1795788180000, 'Cannot bind postgres service to new space'),
(1883020386631680001, 'message', 'practice/3
practice-0', 'practice/3', 1795788180000, ''),
(1883020512460800000, 'line', '14', 'incident/2', 1795788300000, ''),
(1883020512460800001, 'message', 'rt:work/4
87', 'rt:work/4', 1795788300000, ''),
(1883020512460800002, 'message', 'rt:work/4
88', 'rt:work/4', 1795788300000, ''),
(1883020512460800003, 'message', 'rt:work/4
89', 'rt:work/4', 1795788300000, ''),
(1883020827033600000, 'incident', 'incident/4', 'incident/4', 1795788600000, 'Staging is stuck'),
(1883020827033600001, 'line', '15', 'incident/4', 1795788600000, ''),
(1883021519093760000, 'ticket', 'rt:work/19', 'rt:work/19', 1795789260000, 'Logs are gone'),
(1883021519093760001, 'message', 'rt:work/19
90', 'rt:work/19', 1795789260000, ''),
(1883021519093760002, 'message', 'rt:work/19
91', 'rt:work/19', 1795789260000, '');

CREATE VIRTUAL TABLE search USING fts5 (
    title, body, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3', columnsize = 0
);
INSERT INTO search (rowid, title, body) VALUES
(1875772755148800000, 'Slow responses on Friday evenings', 'practice/15
trade-tariff
Lin Wu
lin@example.org'),
(1875772755148800001, '', 'Every Friday evening our response times double for an hour.'),
(1877222306611200000, 'Old buildpack warning in the logs', 'practice/16
verify-hub
Noor Khan
noor@example.org'),
(1877222306611200001, '', 'Our logs warn that a buildpack will be removed. When?'),
(1878203459174400000, 'Old broken link', 'rt:work/3
archive.example.org
Lin
lin@archive.example.org'),
(1878203459174400001, 'Old warning in the logs', 'rt:work/2
archive.example.org
Lin
lin@archive.example.org'),
(1878203459174400002, 'Old question about quotas', 'rt:work/1
archive.example.org
Noor
noor@archive.example.org'),
(1878203459174400003, '', 'From before.'),
(1878400067174400000, 'Service broker times out when the database is resizing', 'practice/13
dm-frontend
Kim Larsen
kim@example.org'),
(1878400067174400001, '', 'bind-service to our postgres times out. It worked yesterday.'),
(1878402583756800000, '', 'Hello Kim, the database was resizing, and the broker gives up after a minute. Please retry after the maintenance window.'),
(1880302603468800000, 'invalid mode after a stack update', 'practice/14
registers
Priya Nair
priya@example.org'),
(1880302603468800001, '', 'Since the stack update our push fails with an invalid mode.'),
(1880303861760000000, '', 'Hello Priya, the droplet cache held files of the old stack. It is cleared; please push again.'),
(1882637677363200000, '', 'Triaged P4 Minor.
How urgent? Left over from October, nobody waits.
Not asked: Ours? · What hurts? · How many? · Known? · An exception? · Who decides?

[dutydesk/1 op=b82bdd78-8104-4e84-8807-8d31edb1d694 act=priority priority=P4]'),
(1882638935654400000, 'Apps are down', 'local/1
orders'),
(1882641148149760000, 'Apps are down for orders', ''),
(1882641148149760001, '', 'Notes opened'),
(1882641263493120000, 'Smoke tests fail', 'local/2
'),
(1882642238668800000, 'Invoices are late', 'local/3
billing'),
(1882645415854080000, 'Exports hang', 'local/4
reports'),
(1882645415854080001, 'Exports hang too', 'local/5
reports'),
(1882647114547200000, '', 'Cell 4 took over.'),
(1882647114547200001, '', 'Paused until 13:00 GMT: Lunch, and the tenants are served.'),
(1882648372838400000, 'Deploys fail with 502', 'rt:work/4
orders.example.org
Kim
kim@orders.example.org'),
(1882648372838400001, '', 'Deploys fail since eleven.

2026-11-23T11:02:11Z push: FAILED
2026-11-23T11:02:12Z status 502

See https://docs.example.org/deploys for what we tried.

-- 
Kim Sample
Orders'),
(1882648372838400002, '', 'Triaged P1 Critical.
Ours? No, but: their buildpack is ours to mend
How urgent? Now: they release at four
What hurts? Live service down
How many? Many
Known? seen in October, restarting the router helped
An exception? Neither
Who decides? I decide, because: nobody answered at the desk
An incident: every P1 is one.

[dutydesk/1 op=2d3263d6-6e6e-4251-8078-d5a36269ba3b act=priority priority=P1]'),
(1882648435752960000, '', 'Two of six routers answer 502.'),
(1882648561582080000, '', 'Hello Kim, we are looking into it.

Next update by 12:33 GMT'),
(1882648561582080001, '', 'Work started.

[dutydesk/1 op=51b8b0ba-d942-425a-bf99-c1fca40d89c6 act=started]'),
(1882648561582080002, 'Deploys fail with 502', ''),
(1882648561582080003, '', 'Notes opened'),
(1882648561582080004, '', 'Took router 2 out.'),
(1882648561582080005, '', 'Roll the release back, says Robin.'),
(1882648561582080006, '', 'Status page: deploys fail for some.'),
(1882649631129600000, '', 'Any idea how long?

> we are looking into it

Kim'),
(1882649756958720000, '', 'Hello Kim, the roll-back takes ten minutes.

Next update by 12:10 GMT'),
(1882649756958720001, '', 'The reply promised the next update by 12:10 GMT.

[dutydesk/1 op=dd60bc95-eb77-4194-b9f9-fae5f0a44dff act=promise reply=13 next=2026-11-23T12:10:00Z]'),
(1882649756958720002, '', 'The release of Friday had the wrong timeout.'),
(1882650574848000000, '', 'Hello Kim, half of it is done.

Next update by 13:05 GMT'),
(1882650574848000002, '', 'May we have more memory?'),
(1882650574848000003, '', 'Triaged P3 Significant.
How urgent? They grow in December.
Not asked: Ours? · What hurts? · How many? · Known? · An exception? · Who decides?

[dutydesk/1 op=50490707-82f0-4e78-8dba-8e5d2660c393 act=priority priority=P3]'),
(1882650574848000004, '', 'Hello Lee, which apps are they?

Next update by 16:05 GMT'),
(1882650574848000005, 'Quota: 2 GB each for web and worker', 'rt:work/5
registers.example.org
Lee
lee@registers.example.org'),
(1882651518566400000, '', 'Paused, waiting for the tenant: which apps, and how much each needs

[dutydesk/1 op=ba8c68b4-96e0-4fa9-b1a2-ba20d865be39 act=paused reason=which%20apps,%20and%20how%20much%20each%20needs chase=2026-11-25T12:00:00Z]'),
(1882651518566400001, 'How to rotate a key', 'rt:work/6
vault.example.org
Ana
ana@vault.example.org'),
(1882651518566400002, '', 'How do we rotate keys?'),
(1882651518566400003, '', 'Triaged P3 Significant.
How urgent? A question of how.
Not asked: Ours? · What hurts? · How many? · Known? · An exception? · Who decides?

[dutydesk/1 op=c9d5dda6-f466-47bf-9c1c-66f619584eba act=priority priority=P3]'),
(1882652147712000000, '', 'Hello Ana, make a second key first.

Next update by 16:30 GMT'),
(1882652776857600000, '', 'We close this: both keys work. Reply to reopen it.'),
(1882657810022400000, 'Mail is slow', ''),
(1882657810022400001, '', 'Notes opened'),
(1882657810022400002, '', 'The relay queues 400 mails | see `mailq`.'),
(1882661584896000000, '', 'Notes closed'),
(1882669134643200000, '', 'Paused until Tue 09:00 GMT: Traffic is moved, the rest can wait.'),
(1882669134643200001, '', 'Incident paused until Tue 09:00 GMT. Traffic is moved, the rest can wait.

[dutydesk/1 op=5247bd5f-6022-4597-8746-3ea51114de77 act=incident_paused continues=2026-11-24T09:00:00Z]'),
(1882669134643200002, '', 'Hello Kim, we go on tomorrow at nine.

Next update by Tue 24 Nov 09:00 GMT'),
(1882669134643200003, '', 'The reply promised the next update by Tue 09:00 GMT.

[dutydesk/1 op=39d1b0c5-2a28-42e0-bd41-2db16bb389a8 act=promise reply=29 next=2026-11-24T09:00:00Z]'),
(1882672909516800000, 'Nobody can log in', 'rt:work/7
portal.example.org
Joe
joe@portal.example.org'),
(1882672909516800001, '', 'All of our users get 401.'),
(1882672909516800002, '', 'Triaged P1 Critical.
Ours? No, but: their buildpack is ours to mend
Which of these? Nobody is served
How urgent? Now: they release at four
What hurts? Live service down
How many? One
Known? seen in October, restarting the router helped
An exception? Neither
Who decides? Ask: Robin says P1
An incident: every P1 is one.

[dutydesk/1 op=73f42754-6589-4f69-835d-b1a5a7d528d8 act=priority priority=P1 in_scope=yes]'),
(1882673538662400000, 'Dashboard shows old numbers', 'rt:work/8
portal.example.org
Joe
joe@portal.example.org'),
(1882673538662400001, '', 'They are from Friday.'),
(1882673538662400002, '', 'Triaged P1 Critical.
Ours? No, but: their buildpack is ours to mend
Which of these? None of these
How urgent? Now: they release at four
What hurts? Live service down
How many? One
Known? seen in October, restarting the router helped
An exception? Neither
Who decides? I am certain
An incident: every P1 is one.

[dutydesk/1 op=71bc47a9-aea9-460b-91cb-83c22279c6d9 act=priority priority=P1 in_scope=no]'),
(1882674167808000000, '', 'Hello Joe, the login pool was full; we made it larger.

Next update by 19:20 GMT'),
(1882727645184000000, '', 'Goes on'),
(1882727645184000001, '', 'The incident goes on: update clocks run again from now.

[dutydesk/1 op=264bee9b-5553-4f2b-b335-f1fe37fa5331 act=incident_continued]'),
(1882730161766400000, '', 'Hello Kim, we are back at it.

Next update by 10:10 GMT'),
(1882730161766400001, '', 'Worked on the first try. Thanks!'),
(1882730161766400002, '', 'The web app and the worker, 2 GB each.'),
(1882730790912000000, '', 'Hello Lee, thank you. May it be next week?

Next update by 13:20 GMT'),
(1882730790912000001, '', 'Nothing needed: thanks, it worked

[dutydesk/1 op=8176cb5e-481b-456a-ba2c-94533567850d act=not_needed reason=thanks,%20it%20worked]'),
(1882731420057600000, '', 'Paused, waiting for the tenant: whether next week is fine

[dutydesk/1 op=249c4d33-a510-4892-ac58-4ccaa6d35fb3 act=paused reason=whether%20next%20week%20is%20fine]'),
(1882737082368000000, '', 'Resumed: the clock goes on with the time that was left.

[dutydesk/1 op=89c30336-870e-4cb0-a6f9-aec516f91ccd act=resumed]'),
(1882737082368000001, '', '“Quota for two more apps” is called “Quota: 2 GB each for web and worker” now, because it says how much.

Next update by 15:00 GMT'),
(1882742744678400000, '', 'We looked again: both keys work.'),
(1882744632115200000, 'More memory, please', 'rt:work/9
registers.example.org
Lee
lee@registers.example.org'),
(1882744632115200001, '', 'As I wrote in the other ticket.'),
(1882744632115200002, 'Memory of the worker', 'rt:work/10
registers.example.org
Lee
lee@registers.example.org'),
(1882744632115200003, '', 'It is killed at night.'),
(1882744632115200004, '', 'The same issue as RT 5: one row and one clock, from the one that was raised first.

[dutydesk/1 op=1279b209-8f7c-4c54-b929-6e6bb8d60daf act=linked ticket=5]'),
(1882744632115200005, '', 'RT 9 is the same issue as this one.'),
(1882744632115200006, '', 'The same issue as RT 5: one row and one clock, from the one that was raised first.

[dutydesk/1 op=ac05d6ef-0d8c-4b00-8ddc-2567971c91b7 act=linked ticket=5]'),
(1882744632115200007, '', 'RT 10 is the same issue as this one.'),
(1882744632115200008, '', 'An issue of its own again, with a row and clocks of its own.

[dutydesk/1 op=89200faf-5ce0-4f74-b7db-40e7c11e5cb9 act=unlinked]'),
(1882748406988800000, 'Builds wait for an hour', 'rt:work/11
builds.example.org
Mia
mia@builds.example.org'),
(1882748406988800001, '', 'The queue is long.'),
(1882748406988800002, '', 'Triaged P2: many builds wait.

[dutydesk/1 op=0c0ffee0-0001 act=priority priority=P2 in_scope=yes]'),
(1882748721561600000, '', 'Hello Mia, we add two workers.'),
(1882748784476160000, '', 'The reply promised the next update by 15:00.

[dutydesk/1 op=0c0ffee0-0002 act=promise reply=60 next=2026-11-24T15:00:00Z]'),
(1882748784476160001, '', 'Worker 7 and 8 are new.'),
(1882748784476160002, '', 'Triaged P3 Significant.
How urgent? Two workers were added.
Not asked: Ours? · What hurts? · How many? · Known? · An exception? · Who decides?

[dutydesk/1 op=ba8ac26e-f6d2-4ec3-b87c-136e30ac9468 act=priority priority=P3]'),
(1882822017024000000, '', 'One of the keys stopped working.'),
(1882839318528000000, 'Question about service key rotation', 'practice/12
forms
Dana Fox
dana@example.org'),
(1882839318528000001, '', 'How do we rotate the keys of a bound service without downtime?'),
(1882842778828800000, '', 'Hello Lee, we do it on Friday.

Next update by Fri 27 Nov 11:00 GMT'),
(1882843407974400000, '', 'Paused, waiting for the tenant: a word that Friday is fine

[dutydesk/1 op=047e49b3-129c-48f0-9ec5-cb438bf0a0e3 act=paused reason=a%20word%20that%20Friday%20is%20fine chase=2026-11-27T09:30:00Z]'),
(1882844037120000000, 'Where are the docs?', 'local/6
billing'),
(1882911041126400000, '', 'Hello Dana, create a second key, restage, then delete the first. We close this now; write here to open it again.'),
(1882999750656000000, 'Docs: broken link to buildpacks page', 'practice/7
trade-tariff
Lin Wu
lin@example.org'),
(1882999750656000001, '', 'The link to the buildpacks page in the developer docs leads nowhere.'),
(1883003273871360000, 'Scheduler forgets jobs', 'rt:work/12
jobs.example.org
Eva
eva@jobs.example.org'),
(1883003273871360001, '', 'Three jobs did not run.'),
(1883007929548800000, 'memory quota for org', 'practice/8
forms
Dana Fox
dana@example.org'),
(1883007929548800001, '', 'Could our quota go up to 64 GB? We move two more services in June.'),
(1883011075276800000, '', 'Hello Dana, happily. Which two services, and how much does each need?'),
(1883011704422400000, 'Can we use our own domain for staging?', 'practice/10
verify-hub
Noor Khan
noor@example.org'),
(1883011704422400001, '', 'Is it possible to have staging.example.org point at our staging space?'),
(1883014221004800000, '', 'Hello Noor, yes: create the domain in your org and add a CNAME. The docs have the steps.'),
(1883014535577600000, 'App restarts every few minutes in london', 'practice/11
data-portal
Ola Berg
ola@example.org'),
(1883014535577600001, '', 'One of our four instances restarts every few minutes. The site stays up.

> On Monday you wrote:
> the memory limit of the app is 512 MB'),
(1883014850150400000, 'failure pushing app: invalid mode 0444', 'practice/1
notify-api
Sam Okafor
sam@example.org'),
(1883014850150400001, '', 'Pushing fails since this morning with “invalid mode 0444”. We have a fix to ship for a live problem.

2017/05/23 11:42:07 push: uploading notify-api
2017/05/23 11:42:09 push: FAILED
2017/05/23 11:42:09 Server error, status code: 500, invalid mode 0444

-- 
Sam Okafor
Notify'),
(1883015290552320000, '', 'Triaged P1: emergency fix blocked. Urgency now, one live service, no workaround known.'),
(1883015668039680000, '', 'Hello Sam, we can see this and are looking at the droplet cache.'),
(1883016360099840000, '', 'We renamed this ticket so that it names the error: it helps others to find it. We are clearing the cache on one cell first.'),
(1883016423014400001, '', 'It takes ten minutes.'),
(1883016423014400003, '', 'It takes ten minutes.'),
(1883016423014400005, '', 'It takes ten minutes.'),
(1883016423014400007, '', 'It takes ten minutes.'),
(1883016423014400009, '', 'It takes ten minutes.'),
(1883016423014400011, '', 'It takes ten minutes.'),
(1883016423014400012, 'Slow pushes: sent', 'rt:work/13
pushes.example.org
Sent
sent@pushes.example.org'),
(1883016423014400013, 'Pushes are slow (refused)', 'rt:work/14
pushes.example.org
Refused
refused@pushes.example.org'),
(1883016423014400014, 'Slow pushes: cancelled', 'rt:work/15
pushes.example.org
Cancelled
cancelled@pushes.example.org'),
(1883016423014400015, 'Slow pushes: unknown', 'rt:work/16
pushes.example.org
Unknown
unknown@pushes.example.org'),
(1883016423014400016, 'Slow pushes: sending', 'rt:work/17
pushes.example.org
Sending
sending@pushes.example.org'),
(1883016423014400017, 'Slow pushes: queued', 'rt:work/18
pushes.example.org
Queued
queued@pushes.example.org'),
(1883016548843520000, 'Intermittent log drain drops', 'practice/5
pay-toolbox
Ana Reyes
ana@example.org'),
(1883016548843520001, '', 'We lose a few seconds of logs now and then. It is not urgent, but it worries us.'),
(1883016737587200000, '', 'I am away until Monday. For anything urgent write to the team.'),
(1883017052160000000, '', 'Triaged P3 Significant.
How urgent? Slow for one team, says sent.
Not asked: Ours? · What hurts? · How many? · Known? · An exception? · Who decides?

[dutydesk/1 op=444e9277-f8ba-47e2-af81-a94fc5de17d4 act=priority priority=P3]'),
(1883017052160000001, '', 'We look at it, sent.

Next update by 14:40 GMT'),
(1883017052160000002, '', 'Asked the network team, sent.'),
(1883017052160000003, '', '“Pushes are slow (sent)” is called “Slow pushes: sent” now, because it names what is slow.

Next update by Mon 30 Nov 09:10 GMT'),
(1883017052160000004, '', 'Told the tenant via phone at 13:05 GMT.

Called them, sent.

[dutydesk/1 op=72ad0ea4-e628-48d3-a647-3d9daba716f4 act=told next=2026-11-27T14:10:00Z at=2026-11-27T13:05:00Z]'),
(1883017052160000005, '', 'It is mended, sent. Reply to reopen it.'),
(1883017052160000006, '', 'The reply promised the next update by 14:40 GMT.

[dutydesk/1 op=7af9b4b2-5da4-4e30-a75b-f79d3dc0ce37 act=promise reply=77 next=2026-11-27T14:40:00Z]'),
(1883017052160000007, 'api certificate renewal failing in london', 'practice/6
vcs
Tom Hughes
tom@example.org'),
(1883017052160000008, '', 'The renewal job for our domain fails with “challenge not found”. It has eleven days left.'),
(1883018121707520000, '', 'Thank you. Any idea how long? We would push from another space if it helps.'),
(1883018373365760000, 'SmokeTestsFail: prod, create user and push app', 'practice/9
Alertmanager
alertmanager@example.org'),
(1883018750853120000, '', 'The test user was locked after the password rotation. Unlocked; the test passes again.'),
(1883018939596800000, '', 'Worked on the first try. Thanks!'),
(1883018939596800001, 'Substation page is down', 'rt:work/41
grid.example.org
Gus Grid
gus@grid.example.org'),
(1883018939596800002, '', 'The substation page is down.'),
(1883019002511360000, '', 'I am away until Monday.'),
(1883019128340480000, '', 'I take this one.'),
(1883019254169600000, 'elevated 502 rate on routers', 'practice/4
gov-wifi
Joe Brand
joe@example.org'),
(1883019254169600001, '', 'About one request in fifty ends in a 502 since the top of the hour. Retrying helps.'),
(1883019317084160000, '', 'The same issue as RT 999.

[dutydesk/1 op=5f1c0000-0000-4000-8000-000000000060 act=linked ticket=999]'),
(1883019379998720000, '', 'Still down.'),
(1883019631656960000, '', 'Router 2 drops connections after the deploy. Rolling it back on staging first.'),
(1883020009144320000, 'our deploys hang since lunch', 'practice/2
registers
Priya Nair
priya@example.org'),
(1883020009144320001, '', 'Every deploy since lunch stops at “staging”. Nothing in our logs. Is something going on?'),
(1883020134973440000, '', 'Hello Tom, the challenge route was missing after yesterday’s change. We are putting it back and will run the renewal for you.'),
(1883020197888000000, '', 'Hello Kim, one router still answers 502.

Next update by 15:00 GMT'),
(1883020386631680000, 'Cannot bind postgres service to new space', 'practice/3
dm-frontend
Kim Larsen
kim@example.org'),
(1883020386631680001, '', 'cf bind-service has timed out in our new space since about two. Three of our teams see it. We would like to release before four.

We followed https://docs.example.org/bind-a-service step by step.'),
(1883020512460800000, '', 'Paused until Mon 09:00 GMT: Waiting for the new router; the tenants are served.'),
(1883020512460800001, '', 'Incident paused until Mon 09:00 GMT. Waiting for the new router; the tenants are served.

[dutydesk/1 op=771d48bf-102b-4000-8099-4baa092f7f27 act=incident_paused continues=2026-11-30T09:00:00Z]'),
(1883020512460800002, '', 'Hello Kim, we go on when the new router is here.

Next update by Mon 30 Nov 09:00 GMT'),
(1883020512460800003, '', 'The reply promised the next update by Mon 09:00 GMT.

[dutydesk/1 op=50604dd8-7237-4c66-b475-10519cd8d6cb act=promise reply=88 next=2026-11-30T09:00:00Z]'),
(1883020827033600000, 'Staging is stuck', ''),
(1883020827033600001, '', 'Notes opened'),
(1883021519093760000, 'Logs are gone', 'rt:work/19
pay.example.org
Sam
sam@pay.example.org'),
(1883021519093760001, '', 'We see no logs since noon.

Sam Example'),
(1883021519093760002, '', 'They are back for one app, not for the other.');

CREATE INDEX remote_ticket_account ON remote_ticket (account, ticket);
CREATE INDEX message_thread ON message (ticket, at);
CREATE INDEX attachment_held ON attachment (fetched_at, held) WHERE content IS NOT NULL;
CREATE INDEX deadline_due ON deadline (due_at) WHERE ended_at IS NULL;
CREATE INDEX deadline_basis ON deadline (policy_hash, calendar_hash);
CREATE INDEX list_row_place ON list_row (place, sort_at, ticket);
CREATE INDEX list_row_place_whose ON list_row (place, whose, sort_at, ticket);
CREATE INDEX list_row_worst ON list_row (priority, sort_at) WHERE place = 'running';
CREATE INDEX document_subject ON document (subject);

PRAGMA user_version = 1;
COMMIT;
