import java.io.FileInputStream;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Validates files against flavours: {@code java Validate.java ua1,3a a.pdf b.pdf}. Exit 1 when one does not pass. */
public class Validate {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        boolean passed = true;
        for (int place = 1; place < arguments.length; place++) {
            for (String name : arguments[0].split(",")) {
                passed &= passes(arguments[place], PDFAFlavour.fromString(name));
            }
        }
        System.exit(passed ? 0 : 1);
    }

    private static boolean passes(String file, PDFAFlavour flavour) throws Exception {
        try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(file), flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, 100, false, false, false)) {
            ValidationResult result = validator.validate(parser);
            System.out.println((result.isCompliant() ? "passes " : "FAILS  ") + flavour + " " + file + " ("
                    + result.getTotalAssertions() + " checks)");
            Map<String, Integer> faults = new TreeMap<>();
            for (TestAssertion fault : result.getTestAssertions()) {
                faults.merge(fault.getRuleId().getClause() + "-" + fault.getRuleId().getTestNumber() + " "
                        + fault.getMessage() + " @ " + fault.getLocation().getContext(), 1, Integer::sum);
            }
            faults.entrySet().stream().limit(8).forEach(fault ->
                    System.out.println("    " + fault.getValue() + " x " + fault.getKey()));
            return result.isCompliant();
        }
    }
}
