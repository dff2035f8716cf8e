namespace Swarm.Engine.Diagnosis;

/// <summary>How one check of the machine ended.</summary>
public enum DoctorStatus
{
    /// <summary>It is as it should be.</summary>
    Ok,

    /// <summary>Swarm works, with less.</summary>
    Warning,

    /// <summary>Swarm does not work before it is mended.</summary>
    Failed,
}
