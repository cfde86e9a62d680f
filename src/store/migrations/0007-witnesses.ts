/** Never changed once it was released: what changes afterwards is a migration of its own. */
export const witnesses = `
-- What witnesses signed: the newest of each for each size that it was asked for.
create table countersign.cosignature (
  ledger bigint not null references countersign.ledger (id),
  size bigint not null,
  -- Of the witness' key, as signed notes name it.
  name text not null,
  key_id text not null,
  -- Base64 of what follows the key id: time and signature.
  signature text not null,
  at bigint not null,
  primary key (ledger, size, name, key_id)
);

-- What is known of each witness of a ledger.
create table countersign.witness (
  ledger bigint not null references countersign.ledger (id),
  name text not null,
  key_id text not null,
  -- Of the largest checkpoint that it is known to have cosigned.
  size bigint not null,
  failures integer not null,
  -- Not asked again before.
  retry_at bigint not null,
  primary key (ledger, name, key_id)
);

-- The cosigned checkpoint that the branch is to hold beside the newest one, and the one that it does hold.
create table countersign.witnessed (
  ledger bigint primary key references countersign.ledger (id),
  size bigint not null default 0,
  note text,
  published_size bigint not null default 0,
  published_note text,
  -- Up to this size every witness was asked once.
  asked_size bigint not null default 0,
  asked_at bigint not null default 0
) with (fillfactor = 70);
`;
