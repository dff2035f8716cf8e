namespace Swarm.Storage.Stores;

/// <summary>What is under a folder where a store may be.</summary>
public enum StorePresence
{
    /// <summary>No store.</summary>
    None,

    /// <summary>A store with its description.</summary>
    Whole,

    /// <summary>Parts of a store whose description is gone: a repair brings it back, and nothing is created over them.</summary>
    Remains,

    /// <summary>Something that this user may not look into.</summary>
    Unreadable,
}
