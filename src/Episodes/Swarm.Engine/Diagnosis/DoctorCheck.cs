namespace Swarm.Engine.Diagnosis;

/// <summary>One check of the machine.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Detail">What was seen.</param>
/// <param name="Remedy">What to do about it; null where nothing is to be done.</param>
public sealed record DoctorCheck(string Name, DoctorStatus Status, string Detail, string? Remedy);
