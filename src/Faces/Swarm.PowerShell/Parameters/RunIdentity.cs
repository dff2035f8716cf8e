namespace Swarm.PowerShell.Parameters;

/// <summary>What a reference to a run says.</summary>
internal static class RunIdentity
{
    /// <summary>Gives the run's id where an object has it, else the text: an id, a label or a node, which the engine resolves.</summary>
    /// <param name="reference">The reference.</param>
    public static string Of(SwarmNodeReference reference) => reference.RunId ?? reference.Text.Trim();
}
