namespace Swarm.Backends.GitHub.Lookups;

/// <summary>What is read of one kind of answer.</summary>
/// <typeparam name="TModel">Octokit's own type of it.</typeparam>
/// <typeparam name="T">What Swarm makes of it.</typeparam>
/// <param name="Required">The members that the answer, which is an object, must have.</param>
/// <param name="Others">What else is read, and at whatever depth. Octokit is shown no other members.</param>
/// <param name="Read">Takes them over; throws where one that must be there is not.</param>
internal sealed record LookupAnswer<TModel, T>(string[] Required, string[] Others, Func<TModel, T> Read)
    where T : class;
