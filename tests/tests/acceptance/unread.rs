//! Rows of a help desk that can't be read (report 23): said for the account, and asked for again.
