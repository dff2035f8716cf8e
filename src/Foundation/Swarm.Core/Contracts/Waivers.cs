namespace Swarm.Core.Contracts;

/// <summary>The protections of a remote run that its operator can waive; the certificate names those that were.</summary>
public static class Waivers
{
    /// <summary>Nothing keeps the step from the runner's keys, memory and privileges.</summary>
    public const string Confinement = "confinement";
}
