/** 0 ok, 1 failed or findings, 2 usage or configuration, 4 declined by the user, 130 SIGINT, 143 SIGTERM. */
export type ExitCode = 0 | 1 | 2 | 4 | 130 | 143
