-- query: issuer_acts_of_accounts
-- One row per act of an issuer on any of the accounts, in the order in which they happened.
-- nullable: reference
-- type: id string, act "blacklisted"|"unblacklisted"
SELECT
  a.source,
  a.act_id AS id,
  a.occurred_at_utc,
  a.sequence,
  a.account,
  a.asset,
  a.act,
  a.reference
FROM
  ledger.issuer_act AS a
WHERE
  a.account IN (
    SELECT
      UNNEST($accounts::VARCHAR[])
  )
ORDER BY
  a.occurred_at_utc,
  a.sequence,
  a.source,
  a.act_id
