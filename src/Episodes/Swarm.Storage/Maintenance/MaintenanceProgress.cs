namespace Swarm.Storage.Maintenance;

/// <summary>How far maintenance got.</summary>
/// <param name="DoneBytes">The bytes that are done.</param>
/// <param name="TotalBytes">All bytes.</param>
public readonly record struct MaintenanceProgress(long DoneBytes, long TotalBytes);
