namespace Swarm.Engine.Remote;

/// <summary>How a run ended at its backend, as far as that decides anything here.</summary>
internal static class Conclusions
{
    public const string Success = "success";

    public const string Cancelled = "cancelled";
}
