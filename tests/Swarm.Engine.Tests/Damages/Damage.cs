namespace Swarm.Engine.Tests.Damages;

/// <summary>One way to harm a store or its keys.</summary>
/// <param name="Class">What kind of harm it is; one of each kind is tried everywhere, all of them nightly.</param>
/// <param name="Name">The file and the place.</param>
/// <param name="Apply">Does it to a copy.</param>
internal sealed record Damage(string Class, string Name, Action<StoreCopy> Apply)
{
    public override string ToString() => $"{Class}: {Name}";
}
