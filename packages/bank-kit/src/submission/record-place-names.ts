/** Words that may stand in the place of a record: names that formats give to elements and keys, and words of the readers. None is a sender's own. */
export const recordPlaceNames: ReadonlySet<string> = new Set(
  [
    // The readers' own.
    "archive reportDetails balance block break document end entry field file heading header item line message payment record records report row sheet statement table total totals transactions",
    // goAML: children of a report.
    "report reportdata transaction activity report_indicators additional_information schema_version rentity_id rentity_branch submission_code report_code entity_reference fiu_ref_number prev_rejected_ref_number submission_date report_date currency_code_local reporting_person reporting_user_code location reason action",
    // FinCEN: batches and their records.
    "EFilingBatchXML EFilingSubmissionXML Activity FormTypeCode",
    // ISO 20022: messages and what is read as a record of them.
    "BizMsgEnvlp AppHdr Document Doc GrpHdr SplmtryData Assgnmt Case CtrlData BkToCstmrAcctRpt BkToCstmrAcctRptV01 BkToCstmrStmt BkToCstmrStmtV01 BkToCstmrDbtCdtNtfctn BkToCstmrDbtCdtNtfctnV01 FIToFICstmrCdtTrf FICdtTrf FIToFIPmtCxlReq PmtRtr CstmrCdtTrfInitn Rpt Stmt Ntfctn Ntry Bal TxsSummry AddtlRptInf AddtlStmtInf AddtlNtfctnInf CdtTrfTxInf TxInf PmtInf Undrlyg OrgnlGrpInf OrgnlGrpInfAndSts OrgnlPmtInfAndCxl CtrlSum",
    // SWIFT MT: balances of a statement.
    "60F 60M 62F 62M",
    // IVMS101: a document of one payload.
    "payload",
  ].flatMap((names) => names.split(" ")),
);
