namespace Swarm.Supervisor.Confinement;

/// <summary>Takes from the calling thread, and from what it starts, every capability and the way to more.</summary>
internal static unsafe class Authority
{
    private const int DropFromBounds = 24;
    private const int Ambient = 47;
    private const int ClearAmbient = 4;
    private const int MostCapabilities = 64;
    private const uint CapabilityVersion = 0x20080522;

    /// <summary>Takes it.</summary>
    /// <exception cref="SandboxException">Something is left.</exception>
    internal static void Renounce()
    {
        // Under bubblewrap nothing is left to drop from, and nothing may drop it: the probe looks.
        for (var capability = 0; capability < MostCapabilities && Kernel.prctl(DropFromBounds, capability, 0, 0, 0) == 0; capability++)
        {
            // On to the next.
        }

        _ = Kernel.prctl(Ambient, ClearAmbient, 0, 0, 0);
        var header = stackalloc uint[2];
        header[0] = CapabilityVersion;
        header[1] = 0;
        var sets = stackalloc uint[6];
        new Span<uint>(sets, 6).Clear();
        SandboxException.ThrowIfFailed(Kernel.capset(header, sets), "the capabilities cannot be dropped");
        if (!Unix.RenounceNewPrivileges())
            throw new SandboxException("new privileges cannot be renounced");
    }
}
