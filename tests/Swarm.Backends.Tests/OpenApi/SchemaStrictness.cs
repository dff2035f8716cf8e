namespace Swarm.Backends.Tests.OpenApi;

/// <summary>How strictly a value is held to its schema.</summary>
public enum SchemaStrictness
{
    /// <summary>Required members must be there, and no member that is not described.</summary>
    Full,

    /// <summary>Members may be left out; none may be there that is not described.</summary>
    KnownMembersOnly,
}
