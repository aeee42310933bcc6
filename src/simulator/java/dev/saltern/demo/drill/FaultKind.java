package dev.saltern.demo.drill;

/// What a drill does to its tree on purpose.
enum FaultKind {
  NODE_KILLED(FaultGroup.NODES, Victim.NODE, "node killed (-9) and started again"),
  NODE_ENDED(FaultGroup.NODES, Victim.NODE, "node ended (TERM) and started again"),
  NODE_PAUSED(FaultGroup.NODES, Victim.NODE, "node paused (STOP)"),
  DATABASE_KILLED(
      FaultGroup.DATABASE, Victim.OWN_DATABASE, "database killed (-9) and started again"),
  DATABASE_PAUSED(FaultGroup.DATABASE, Victim.OWN_DATABASE, "database paused (STOP)"),
  DATABASE_READ_ONLY(FaultGroup.DATABASE, Victim.OWN_DATABASE, "database read-only"),
  DATABASE_CUT(FaultGroup.DATABASE, Victim.DATABASE, "connections to the database cut"),
  TABLES_LOCKED(FaultGroup.DATABASE, Victim.DATABASE, "returns table locked by another client"),
  MOM_RESTARTED(FaultGroup.MOMS, Victim.MOM, "MoM restarted (new AES key)"),
  MOM_CUT(FaultGroup.MOMS, Victim.MOM, "MoM breaks all connections"),
  MASTER_RESTARTED(FaultGroup.MASTERS, Victim.MASTER, "master restarted (new AES and root key)"),
  BUS_CUT(FaultGroup.MASTERS, Victim.MASTER, "bus connections cut"),
  BAD_FRAMES(FaultGroup.FRAMES, Victim.MASTER, "bad frames on the bus"),
  FORGED_RETURN(FaultGroup.FORGING, Victim.MASTER, "return forged for another minion"),
  FORGED_ID(FaultGroup.FORGING, Victim.MASTER, "return with another minion's id in its data"),
  FLOOD(FaultGroup.FLOODS, Victim.MASTER, "flood of unknown jids");

  /// What a fault happens to. Two that last do not happen to one at a time.
  enum Victim {
    NODE,
    /// A database the drill started.
    OWN_DATABASE,
    /// Any database.
    DATABASE,
    MOM,
    MASTER
  }

  private final FaultGroup group;
  private final Victim victim;
  private final String told;

  FaultKind(FaultGroup group, Victim victim, String told) {
    this.group = group;
    this.victim = victim;
    this.told = told;
  }

  FaultGroup group() {
    return group;
  }

  Victim victim() {
    return victim;
  }

  /// Whether it lasts, and something has to end it.
  boolean lasts() {
    return switch (this) {
      case NODE_KILLED, NODE_ENDED, NODE_PAUSED -> true;
      case DATABASE_KILLED, DATABASE_PAUSED, DATABASE_READ_ONLY, TABLES_LOCKED -> true;
      case MOM_RESTARTED, MASTER_RESTARTED -> true;
      case DATABASE_CUT, MOM_CUT, BUS_CUT, BAD_FRAMES -> false;
      case FORGED_RETURN, FORGED_ID, FLOOD -> false;
    };
  }

  String told() {
    return told;
  }
}
