/** A user and a password, kept in memory alone. */
export interface SignIn {
  readonly user: string;
  readonly password: string;
}
