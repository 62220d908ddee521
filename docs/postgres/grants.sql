-- In the database twokey, as twokey_owner, after every upgrade that brought tables up to date: new tables, and tables
-- that were made again, have no grants yet. Can be run at any time. twokey_app may append to the event log and read it,
-- and nothing else; it owns nothing, so it can neither drop a trigger nor switch one off.
begin;
revoke all on schema public from public, twokey_app;
grant usage on schema public to twokey_app;
revoke all on all tables in schema public from public, twokey_app;
grant select, insert, update, delete on all tables in schema public to twokey_app;
revoke update, delete on event from twokey_app;
-- The two ends of the chain: the head moves with every entry, the base only when a sealed segment is removed.
revoke insert, delete on chain_head from twokey_app;
revoke insert, update, delete on chain_base from twokey_app;
revoke insert, update, delete on kysely_migration, kysely_migration_lock from twokey_app;
commit;
