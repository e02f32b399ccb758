/** What the commands below a second word are about; the list of all commands names them in one line. */
export const topicSummaries: Readonly<Record<string, string>> = {
  'sip:trunk': 'SIP trunks: apply, list, show, delete',
  'sip:dispatch': 'SIP dispatch rules: apply, list, show, delete',
}
