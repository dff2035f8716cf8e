using Swarm.Backends.GitHub;
using Swarm.Backends.GitLab;
using Swarm.Core.Errors;
using Swarm.Engine.Configuration;
using Swarm.Engine.Remote;
using Swarm.Engine.Sessions;

namespace Swarm.Engine.Diagnosis;

/// <summary>Checks what runs on a backend need, here and there.</summary>
internal static class BackendDoctor
{
    /// <summary>Makes all checks that can be made.</summary>
    public static async Task<IReadOnlyList<DoctorCheck>> RunAsync(SessionOptions options, BackendCheckRequest request, CancellationToken cancellationToken)
    {
        var configuration = new SwarmHome(options.ReadVariable).Read();
        var recipient = configuration.RunnerRecipient is { } known
            ? new DoctorCheck("runner recipient", DoctorStatus.Ok, known, null)
            : new DoctorCheck("runner recipient", DoctorStatus.Warning, "none is set", "Run 'swarm init' for the backend, which makes one, or name it with each run.");
        try
        {
            using var backend = await BackendFactory.OpenAsync(request.Name, request.Access, options, configuration, cancellationToken);
            var workflowRef = request.WorkflowRef ?? configuration.WorkflowRef;
            return backend switch
            {
                GitHubBackend gitHub => [recipient, .. await new GitHubDoctor(gitHub.Client).RunAsync(workflowRef, request.DispatchRef, cancellationToken)],
                GitLabBackend gitLab => [recipient, .. await new GitLabDoctor(gitLab.Client).RunAsync(workflowRef, request.DispatchRef, cancellationToken)],
                _ => [recipient],
            };
        }
        catch (SwarmException exception)
        {
            return [recipient, new DoctorCheck("token", DoctorStatus.Failed, exception.Message, "Set a token of the backend.")];
        }
    }
}
