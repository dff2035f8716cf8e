namespace Swarm.Storage.Maintenance;

/// <summary>Something in a store that is not as it has to be.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Subject">The pack, node or file.</param>
/// <param name="Detail">What is wrong, in one line.</param>
public sealed record StoreProblem(StoreProblemKind Kind, string Subject, string Detail);
