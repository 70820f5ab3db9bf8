from vibekoder.ui.application import make_app


def test_the_one_application_has_the_programs_name() -> None:
    app = make_app()
    assert (app.applicationName(), app.desktopFileName()) == ("VibeKoder", "vibekoder")
    assert make_app() is app
