namespace Swarm.Supervisor.Confinement;

/// <summary>The step cannot be confined as planned, and is not started.</summary>
/// <param name="message">What is not as it must be.</param>
internal sealed class SandboxException(string message) : Exception(message)
{
    /// <summary>Refuses what a system call did not do.</summary>
    /// <param name="result">The call's result: negative where it failed.</param>
    /// <param name="what">What it was to do.</param>
    internal static void ThrowIfFailed(nint result, string what)
    {
        if (result < 0)
            throw new SandboxException($"{what}: {System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(Unix.LastError)}");
    }
}
