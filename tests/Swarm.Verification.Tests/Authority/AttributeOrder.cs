namespace Swarm.Verification.Tests.Authority;

/// <summary>How a timestamp's signed attributes stand, and how they were signed.</summary>
internal enum AttributeOrder
{
    /// <summary>In the order of DER.</summary>
    Sorted,

    /// <summary>In the opposite order, signed as they stand.</summary>
    Reversed,

    /// <summary>In the opposite order, signed in the order of DER.</summary>
    ReversedAndSignedSorted,

    /// <summary>In the opposite order, signed in neither.</summary>
    ReversedAndSignedRotated,
}
