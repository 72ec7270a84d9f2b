const setOf = (names: string): ReadonlySet<string> => new Set(names.split(/\s+/).filter((name) => name !== ""));

type KeyLevel =
  | "report"
  | "reportDetails"
  | "suspicion"
  | "transaction"
  | "transactionDetails"
  | "startingAction"
  | "completingAction"
  | "startingDetails"
  | "completingDetails"
  | "account";

/** Keys of FINTRAC's schema of suspicious transaction reports, version 1, where a wrong one could hide a payment or a side. */
export const knownKeys: Readonly<Record<KeyLevel, ReadonlySet<string>>> = {
  report: setOf("reportDetails detailsOfSuspicion relatedReports actionTaken definitions transactions"),
  reportDetails: setOf(`reportTypeCode submitTypeCode activitySectorCode reportingEntityNumber submittingReportingEntityNumber
    reportingEntityReportReference reportingEntityContactId ministerialDirectiveCode`),
  suspicion: setOf(`descriptionOfSuspiciousActivity suspicionTypeCode publicPrivatePartnershipProjectNameCodes
    politicallyExposedPersonIncludedIndicator`),
  transaction: setOf("reportingEntityLocationId suspiciousTransactionDetails startingActions completingActions"),
  transactionDetails:
    setOf(`attemptedTransactionIndicator reasonNotCompleted dateOfTransaction timeOfTransaction methodCode methodOther
    dateOfPosting timeOfPosting reportingEntityTransactionReference purpose`),
  startingAction: setOf("details sourcesOfFundsOrVirtualCurrency conductors"),
  completingAction: setOf("details involvements beneficiaries"),
  startingDetails: setOf(`direction fundAssetVirtualCurrencyTypeCode fundAssetVirtualCurrencyTypeOther amount currencyCode
    virtualCurrencyTypeCode virtualCurrencyTypeOther exchangeRate virtualCurrencyTransactionIds sendingVirtualCurrencyAddresses
    receivingVirtualCurrencyAddresses referenceNumber referenceNumberOtherRelatedNumber account accountStatusAtTimeOfTransaction
    howFundsOrVirtualCurrencyObtained sourcesOfFundsOrVirtualCurrencyIndicator conductorIndicator`),
  completingDetails:
    setOf(`dispositionCode dispositionOther amount currencyCode virtualCurrencyTypeCode virtualCurrencyTypeOther exchangeRate
    valueInCanadianDollars virtualCurrencyTransactionIds sendingVirtualCurrencyAddresses receivingVirtualCurrencyAddresses referenceNumber
    referenceNumberOtherRelatedNumber account accountStatusAtTimeOfTransaction involvementIndicator beneficiaryIndicator`),
  account: setOf(`financialInstitutionNumber branchNumber number typeCode typeOther currencyCode virtualCurrencyTypeCode
    virtualCurrencyTypeOther dateOpened dateClosed holders`),
};
