-- query: outputs_held
-- One row per outpoint asked for that the ledger has as paid by a block of its chain: what it holds or held, and whose it is.
-- type: outpoint AccountId, address AccountId
-- nullable: address
SELECT
  x.outpoint,
  x.atoms,
  o.address,
  o.script_kind
FROM
  (
    -- A coinbase of the time before BIP 30 pays the same output twice, the same amount each time.
    SELECT
      t.to_account AS outpoint,
      MAX(t.atoms) AS atoms
    FROM
      ledger.transfer AS t
    WHERE
      t.to_account IN (
        SELECT
          UNNEST($outpoints::VARCHAR[])
      )
      AND t.file_sha256 IN (
        SELECT
          r.file_sha256
        FROM
          source.receipt AS r
        WHERE
          r.kind IN ('bitcoin-rpc', 'bitcoin-files')
      )
    GROUP BY
      t.to_account
  ) AS x
  INNER JOIN ledger.outpoint AS o ON o.outpoint = x.outpoint
ORDER BY
  x.outpoint
