namespace Swarm.Engine.Maintenance;

/// <summary>Where a repair may take missing parts from. All paths are relative to the current folder.</summary>
public sealed record RepairRequest
{
    /// <summary>Bundles of the store's nodes, sealed to the user.</summary>
    public IReadOnlyList<string> Bundles { get; init; } = [];

    /// <summary>Folders with other stores of the same user: copies of this one, or others that share content with it.</summary>
    public IReadOnlyList<string> Roots { get; init; } = [];
}
