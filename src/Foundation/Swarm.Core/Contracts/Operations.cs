namespace Swarm.Core.Contracts;

/// <summary>How a node came to be; and, in the head log, that it went.</summary>
public static class Operations
{
    /// <summary>A run from the root.</summary>
    public const string Launch = "launch";

    /// <summary>A run from a node.</summary>
    public const string Resume = "resume";

    /// <summary>A new branch; in a certificate, the first run of one.</summary>
    public const string Fork = "fork";

    /// <summary>A node that came in a bundle from another store.</summary>
    public const string Import = "import";

    /// <summary>A node whose state was removed. Its certificate stays.</summary>
    public const string Remove = "remove";
}
