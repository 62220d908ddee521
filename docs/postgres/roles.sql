-- Once, by an administrator of the server. Two roles, so that the process that writes the event log cannot rewrite it:
-- twokey_owner owns the database and brings its tables up to date; twokey_app is whom Twokey runs as. Give each a
-- password of its own (in psql: \password twokey_owner), and keep the owner's away from the machine that Twokey runs on.
create role twokey_owner login nosuperuser nocreatedb nocreaterole;
create role twokey_app login nosuperuser nocreatedb nocreaterole;
create database twokey owner twokey_owner;
revoke all on database twokey from public;
grant connect on database twokey to twokey_app;
