/** What a failed connection means, in words; the code itself where it is a rare one. */
export function connectionTrouble(code: string): string {
  const words: Record<string, string> = {
    ECONNREFUSED: 'nothing listens there',
    ENOTFOUND: 'its name does not exist',
    EAI_AGAIN: 'its name could not be looked up',
    TIMEOUT: 'no answer came in time',
    ETIMEDOUT: 'no answer came in time',
    ECONNRESET: 'it breaks the connection',
    EHOSTUNREACH: 'there is no route to it',
    ENETUNREACH: 'there is no route to it',
    CERT_HAS_EXPIRED: 'its certificate has expired',
    DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
    SELF_SIGNED_CERT_IN_CHAIN: 'its certificate ends in one that nobody knows',
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate comes without the chain to a known one',
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate comes from an issuer that nobody knows',
    ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
    ERR_SSL_WRONG_VERSION_NUMBER: 'it speaks no TLS there',
    ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it speaks no TLS there',
    HUNG_UP: 'it hangs up without an answer',
    EPROTO: 'it speaks no TLS there',
  }
  return words[code] ?? code
}
