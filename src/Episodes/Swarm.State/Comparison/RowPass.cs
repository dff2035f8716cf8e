namespace Swarm.State.Comparison;

/// <summary>Which rows of a table are gone through together, and how they are matched.</summary>
internal enum RowPass
{
    /// <summary>Every row has a key: matched by it.</summary>
    Keyed,

    /// <summary>The rows whose key holds no NULL: matched by it.</summary>
    KeyedNotNull,

    /// <summary>The rows whose key holds NULL, which SQLite lets occur many times: matched by all values.</summary>
    KeyNull,

    /// <summary>No row has a key: matched by all values.</summary>
    Unkeyed,
}
