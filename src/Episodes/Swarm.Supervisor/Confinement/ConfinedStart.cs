namespace Swarm.Supervisor.Confinement;

/// <summary>
/// Confines the calling thread, and with it what it starts, proves that from within, and waits for Swarm's leave to start the
/// program. The other threads of this process keep their authority over the program, and this process dies with whoever made
/// its namespaces.
/// </summary>
/// <param name="plan">The plan.</param>
/// <param name="channel">The connection to Swarm.</param>
internal sealed class ConfinedStart(ConfinementPlan plan, HostChannel channel)
{
    private const int DieWithParent = 1;
    private const int Inspectable = 4;
    private const string UserNamespaces = "/proc/sys/user/max_user_namespaces";

    /// <summary>Keeps the program from this process, and this process from outliving its parent.</summary>
    internal static void ProtectSupervisor()
    {
        _ = Kernel.prctl(DieWithParent, Unix.SignalKill, 0, 0, 0);
        SandboxException.ThrowIfFailed(Kernel.prctl(Inspectable, 0, 0, 0, 0), "the supervisor cannot be hidden");
    }

    /// <summary>Confines the calling thread.</summary>
    /// <returns>Whether the program is to be started; if not, nobody wants it any more, or something could not be set up or proven.</returns>
    internal bool Enter()
    {
        try
        {
            if (!channel.WaitFor('b'))
                return false;

            var bound = plan.BuildsMounts ? SetUpNamespaces() : "";
            ResourceLimits.ForbidCoreDumps();
            var listener = plan.ListenPort > 0 ? NetworkSetup.Listen(plan.ListenPort) : -1;
            if (plan.BuildsMounts)
                MountView.Build(plan.Steps);

            SandboxException.ThrowIfFailed(
                Kernel.chdir(plan.WorkingFolder), $"the folder '{plan.WorkingFolder}' cannot be entered, because nothing shows it inside");
            if (plan.ProcessLimit > 0 && ResourceLimits.BoundUser(plan.ProcessLimit))
                bound = bound.Length > 0 ? "rlimit+" + bound : "rlimit";

            Authority.Renounce();
            SystemCallFilter.Install();
            SystemProbe.Run(plan);
            NetworkProbe.Run(plan);
            channel.Send(Observation.Write(bound.Length > 0 ? bound : "none"), listener);
            if (listener >= 0)
                _ = Unix.close(listener);

            return channel.WaitFor('g');
        }
        catch (Exception exception) when (exception is SandboxException or IOException or UnauthorizedAccessException)
        {
            channel.Send(Observation.WriteError(exception.Message));
            return false;
        }
    }

    // What bubblewrap does itself, or lets nobody do any more.
    private string SetUpNamespaces()
    {
        NetworkSetup.BringUpLoopback();
        SandboxException.ThrowIfFailed(Kernel.sethostname(plan.HostName, (nuint)plan.HostName.Length), "the host name cannot be set");
        File.WriteAllText(UserNamespaces, "0");
        return plan.ProcessLimit > 0 && ResourceLimits.BoundNumbers(plan.ProcessLimit) ? "pid_max" : "";
    }
}
