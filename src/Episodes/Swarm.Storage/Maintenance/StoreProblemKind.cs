namespace Swarm.Storage.Maintenance;

/// <summary>What a problem of a store is about.</summary>
public enum StoreProblemKind
{
    /// <summary>A pack's frame.</summary>
    Pack,

    /// <summary>A record that is missing, or does not open to what names it.</summary>
    Record,

    /// <summary>A snapshot that cannot be read or is not what its node names.</summary>
    Snapshot,

    /// <summary>A document of a node.</summary>
    Document,

    /// <summary>A node's capabilities.</summary>
    Capability,

    /// <summary>A certificate or its attestation.</summary>
    Certificate,

    /// <summary>The catalog.</summary>
    Catalog,

    /// <summary>The head log or its copy.</summary>
    HeadLog,

    /// <summary>The store's description, <c>store.json</c>, or its signed copy.</summary>
    Description,

    /// <summary>The operator's keys that the store needs.</summary>
    Key,
}
