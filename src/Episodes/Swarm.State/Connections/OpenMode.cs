namespace Swarm.State.Connections;

/// <summary>How a database is opened.</summary>
internal enum OpenMode
{
    /// <summary>To write, with sole access, following no link: what a step left.</summary>
    Repair,

    /// <summary>To read a file that nobody writes: no lock is taken and nothing is ever written beside it.</summary>
    Settled,

    /// <summary>As <see cref="Settled"/>, for a user's own query, which may use views.</summary>
    Query,

    /// <summary>To read what another process may be writing.</summary>
    Live,

    /// <summary>To write a new file that has no readers yet, or none ever.</summary>
    Create,
}
